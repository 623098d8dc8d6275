import type { Command } from 'commander'
import type { MovedQuestion } from '../../evaluation/gate/compare.js'
import type { ReplayedSide } from '../../evaluation/replay.js'
import type { WordedVerdict } from '../../evaluation/words/verdict-words.js'
import type { ComparedVersions } from '../../training/release/compare-on-golden.js'
import { parseVersionId } from './arguments.js'
import { plain, type Terminal } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'
import { printVerdict } from './verdict.js'

export function addCompare(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'compare <before> <after>',
    'Ask two versions the same golden cases: what was won, what was lost, what the gate says of the second.\n' +
      'Then ask both what citizens asked in vain, and show which of those questions would now get something else.',
    {
      no: 'the gate holds the second version',
      example: 'ventanilla compare kb-000001 kb-000002\nventanilla compare kb-000001 kb-000002 --record --json',
    },
  )
    .option('--record', 'keep the verdict as evidence for a promotion; the first version must be the champion')
    .action((first: string, second: string, { record = false }: { readonly record?: boolean }, command: Command) =>
      run(command, async ({ openInstallation, terminal, progress, json }) => {
        const { blameInEnglish, wordedVerdict } = await import('../../evaluation/words/verdict-words.js')
        const { compareVersions } = await import('../../training/release/compare-versions.js')
        const installation = await openInstallation()
        const [before, after] = [parseVersionId(first), parseVersionId(second)]
        const compared = await compareVersions(installation, { before, after, record }, progress.report)
        progress.stop()
        const verdict = wordedVerdict(compared.verdict)
        if (json) terminal.printJson(asJson(compared, verdict))
        else printComparison(terminal, compared, verdict, blameInEnglish)
        return compared.verdict.gate === 'pass' ? 0 : 1
      }),
    )
}

function asJson({ comparison, replay }: ComparedVersions, verdict: WordedVerdict) {
  const { won = 0, lost = 0, same = 0, mcnemarP = 1, hitAt1Difference = null, moved = [] } = comparison ?? {}
  return { won, lost, same, mcnemarP, hitAt1Difference, ...verdict, moved, replay }
}

function printComparison(
  terminal: Terminal,
  { comparison, replay }: ComparedVersions,
  verdict: WordedVerdict,
  blameInEnglish: (blame: NonNullable<MovedQuestion['blame']>) => string,
): void {
  if (comparison !== null) {
    const { won, lost, same, mcnemarP } = comparison
    terminal.print(
      `${won} won, ${lost} lost, ${same} the same; McNemar p ${mcnemarP < 0.001 ? '< 0.001' : `= ${mcnemarP.toFixed(3)}`}`,
    )
    for (const moved of comparison.moved) {
      const cause = moved.blame === null ? '' : `; ${blameInEnglish(moved.blame)}`
      terminal.print(plain(`${describeMove(moved)}${cause}`))
    }
  }
  if (replay.asked > 0) {
    terminal.print(`${replay.changed.length} of ${replay.asked} logged questions would now get something else`)
    for (const { question, count, before, after } of replay.changed) {
      terminal.print(plain(`${count} × "${question}": ${describeSide(before)} → ${describeSide(after)}`))
    }
  }
  printVerdict(terminal, verdict)
}

function describeMove({ verdict, critical, question, before, after }: MovedQuestion): string {
  const [old, now] = [describeSide(before), describeSide(after)]
  return `${verdict}${critical ? ' critical' : ''} "${question}": ${old} → ${old === now ? 'the same, in other words' : now}`
}

function describeSide({ kind, pairIds }: Pick<ReplayedSide, 'kind' | 'pairIds'>): string {
  return [kind, ...pairIds].join(' ')
}
