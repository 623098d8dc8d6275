import type { Command } from 'commander'
import type { MovedQuestion } from '../../evaluation/gate/compare.js'
import type { ReplayedSide } from '../../evaluation/replay.js'
import type { WordedVerdict } from '../../evaluation/words/verdict-words.js'
import type { ComparedVersions } from '../../training/release/compare-on-golden.js'
import { addVerb } from './add-verb.js'
import { parseVersionId } from './arguments.js'
import { fixed } from './figures.js'
import type { Talk } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import { printVerdict } from './verdict.js'
import type { CliWords } from './words.js'

export function addCompare(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'compare', 'compare <before> <after>')
    .option('--record', words.say('compare.record'))
    .action((first: string, second: string, { record = false }: { readonly record?: boolean }, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, progress, json } = context
        const { localeIn } = await import('../../evaluation/words/locale.js')
        const { blameSaid, wordedVerdict } = await import('../../evaluation/words/verdict-words.js')
        const { compareVersions } = await import('../../training/release/compare-versions.js')
        const installation = await openInstallation(record ? 'existing' : 'read')
        const [before, after] = [parseVersionId(first), parseVersionId(second)]
        const compared = await compareVersions(installation, { before, after, record }, progress.report)
        progress.stop()
        const locale = localeIn(words.language)
        const verdict = wordedVerdict(compared.verdict, locale)
        if (json) terminal.printJson(asJson(compared, verdict))
        else printComparison(context, compared, verdict, (blame) => blameSaid(blame, locale))
        return compared.verdict.gate === 'pass' ? 0 : 1
      }),
    )
}

function asJson({ comparison, replay }: ComparedVersions, verdict: WordedVerdict) {
  const { won = 0, lost = 0, same = 0, mcnemarP = 1, hitAt1Difference = null, moved = [] } = comparison ?? {}
  return { won, lost, same, mcnemarP, hitAt1Difference, ...verdict, moved, replay }
}

function printComparison(
  talk: Talk,
  { comparison, replay }: ComparedVersions,
  verdict: WordedVerdict,
  causeOf: (blame: NonNullable<MovedQuestion['blame']>) => string,
): void {
  const { terminal, words } = talk
  if (comparison !== null) {
    const { won, lost, same, mcnemarP } = comparison
    const p = mcnemarP < 0.001 ? `< ${fixed(0.001, 3, words)}` : `= ${fixed(mcnemarP, 3, words)}`
    terminal.print(words.say('compare.counts', { won: String(won), lost: String(lost), same: String(same), p }))
    for (const moved of comparison.moved) terminal.print(plain(describeMove(moved, words, causeOf)))
  }
  if (replay.asked > 0) {
    const counts = { changed: String(replay.changed.length), asked: String(replay.asked) }
    terminal.print(words.say('compare.replayed', counts))
    for (const { question, count, before, after } of replay.changed) {
      const sides = { before: describeSide(before, words), after: describeSide(after, words) }
      terminal.print(plain(words.say('compare.replayed-question', { count: String(count), question, ...sides })))
    }
  }
  printVerdict(talk, verdict)
}

function describeMove(
  { verdict, critical, question, before, after, blame }: MovedQuestion,
  words: CliWords,
  causeOf: (blame: NonNullable<MovedQuestion['blame']>) => string,
): string {
  const [old, now] = [describeSide(before, words), describeSide(after, words)]
  const moved = {
    move: words.say(critical ? `compare.${verdict}-critical` : `compare.${verdict}`),
    question,
    before: old,
    after: old === now ? words.say('compare.same-in-other-words') : now,
  }
  return blame === null
    ? words.say('compare.moved', moved)
    : words.say('compare.moved-because', { ...moved, cause: causeOf(blame) })
}

function describeSide({ kind, pairIds }: Pick<ReplayedSide, 'kind' | 'pairIds'>, words: CliWords): string {
  return [words.say(`outcomes.${kind}`), ...pairIds].join(' ')
}
