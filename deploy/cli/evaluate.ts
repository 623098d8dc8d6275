import type { Command } from 'commander'
import type { SliceFigures } from '../../evaluation/summary.js'
import type { EvaluatedVersion } from '../../training/release/compare-on-golden.js'
import { addVerb } from './add-verb.js'
import { versionGiven } from './arguments.js'
import { fixed } from './figures.js'
import { sayWarning, type Talk } from './talk.js'
import { plain } from './terminal.js'
import type { RunVerb } from './verb.js'
import type { CliWords } from './words.js'

export function addEvaluate(program: Command, run: RunVerb, words: CliWords): void {
  addVerb(program, words, 'evaluate', 'evaluate [version]').action(
    (version: string | undefined, _options: unknown, command: Command) =>
      run(command, async (context) => {
        const { openInstallation, terminal, progress, json } = context
        const { evaluateOnGolden } = await import('../../training/release/compare-on-golden.js')
        const installation = await openInstallation()
        const named = { version: versionGiven(version) }
        const evaluated = await evaluateOnGolden(installation, named, progress.report)
        progress.stop()
        const { id, cases, indexRecallAt10, memoryMb, summary, misnamed } = evaluated
        if (json) terminal.printJson({ version: id, cases, misnamed, indexRecallAt10, memoryMb, ...summary })
        else printFigures(context, id, evaluated)
        if (misnamed > 0) {
          sayWarning(
            context,
            words.say('evaluate.misnamed', { count: String(misnamed), cases: String(cases), version: id }),
          )
        }
        return 0
      }),
  )
}

function printFigures({ terminal, words }: Talk, id: string, evaluated: EvaluatedVersion): void {
  const { summary, cases, indexRecallAt10, memoryMb } = evaluated
  const { clean, slices, ece, aurocAnswerable, msPerQuery } = summary
  const shown = (value: number | null, digits = 3) => fixed(value, digits, words)
  const [p50, p95] = [shown(msPerQuery.p50, 1), shown(msPerQuery.p95, 1)]
  terminal.print(words.say('evaluate.heading', { version: id, cases: String(cases) }))
  terminal.print(figuresLine(words.say('evaluate.clean'), clean, words))
  for (const [name, slice] of Object.entries(slices)) terminal.print(figuresLine(plain(name), slice, words))
  terminal.print(words.say('evaluate.calibration', { ece: shown(ece), auroc: shown(aurocAnswerable) }))
  terminal.print(words.say('evaluate.recall', { recall: shown(indexRecallAt10) }))
  terminal.print(words.say('evaluate.memory', { megabytes: shown(memoryMb, 0) }))
  terminal.print(words.say('evaluate.latency', { p50, p95 }))
}

function figuresLine(name: string, slice: SliceFigures, words: CliWords): string {
  const { cases, hitAt1, mrrAt10, falseAnswerRate, fallbackRate } = slice
  const figures = words.say('evaluate.slice', {
    cases: String(cases).padStart(5),
    hit: fixed(hitAt1?.value ?? null, 3, words),
    mrr: fixed(mrrAt10, 3, words),
    falseAnswers: fixed(falseAnswerRate?.value ?? null, 3, words),
    fallbacks: fixed(fallbackRate, 3, words),
  })
  return `${name.padEnd(24)} ${figures}`
}
