import type { Command } from 'commander'
import type { SliceFigures } from '../../evaluation/summary.js'
import type { EvaluatedVersion } from '../../training/release/compare-on-golden.js'
import { versionGiven } from './arguments.js'
import { plain, type Terminal } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

export function addEvaluate(program: Command, run: RunVerb): void {
  addVerb(
    program,
    'evaluate [version]',
    'Ask a version (default: the champion) every golden case of the data folder, clean and with noise, and measure.',
    { no: null, example: 'ventanilla evaluate kb-000002 --json' },
  ).action((version: string | undefined, _options: unknown, command: Command) =>
    run(command, async ({ openInstallation, terminal, progress, json }) => {
      const { evaluateOnGolden } = await import('../../training/release/compare-on-golden.js')
      const installation = await openInstallation()
      const named = { version: versionGiven(version) }
      const evaluated = await evaluateOnGolden(installation, named, progress.report)
      progress.stop()
      const { id, cases, indexRecallAt10, memoryMb, summary, misnamed } = evaluated
      if (json) terminal.printJson({ version: id, cases, misnamed, indexRecallAt10, memoryMb, ...summary })
      else printFigures(terminal, id, evaluated)
      if (misnamed > 0) {
        terminal.say(`warning: ${misnamed} of ${cases} golden cases name no pair of ${id}; they count as not found`)
      }
      return 0
    }),
  )
}

function printFigures(terminal: Terminal, id: string, evaluated: EvaluatedVersion): void {
  const { summary, cases, indexRecallAt10, memoryMb } = evaluated
  const { clean, slices, ece, aurocAnswerable, msPerQuery } = summary
  terminal.print(`${id} on ${cases} golden cases`)
  terminal.print(figuresLine('clean', clean))
  for (const [name, slice] of Object.entries(slices)) terminal.print(figuresLine(plain(name), slice))
  terminal.print(`calibration error ${ece.toFixed(3)}, AUROC answerable ${shown(aurocAnswerable)}`)
  terminal.print(`index recall@10 ${shown(indexRecallAt10)}`)
  terminal.print(`memory ${memoryMb.toFixed(0)} MB`)
  terminal.print(`ms per question p50 ${msPerQuery.p50.toFixed(1)}, p95 ${msPerQuery.p95.toFixed(1)}`)
}

function figuresLine(name: string, { cases, hitAt1, mrrAt10, falseAnswerRate, fallbackRate }: SliceFigures): string {
  const figures = [
    `hit@1 ${shown(hitAt1?.value ?? null)}`,
    `MRR@10 ${shown(mrrAt10)}`,
    `false answers ${shown(falseAnswerRate?.value ?? null)}`,
    `fallbacks ${shown(fallbackRate)}`,
  ]
  return `${name.padEnd(24)} ${String(cases).padStart(5)} cases, ${figures.join(', ')}`
}

function shown(value: number | null): string {
  return value === null ? 'not measured' : value.toFixed(3)
}
