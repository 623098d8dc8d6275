import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import type { IntentFigures, Point } from '../../evaluation/bench/benchmark-intents.js'
import type { RetrievalFigures } from '../../evaluation/bench/benchmark-retrieval.js'
import type { TemporaryMaking } from '../../evaluation/temporary-version.js'
import { addGroup, addVerb } from './add-verb.js'
import { fixed } from './figures.js'
import { sayWarning, type Talk } from './talk.js'
import type { Terminal } from './terminal.js'
import type { RunVerb, VerbContext } from './verb.js'
import type { CliWords } from './words.js'

interface RetrievalOptions {
  readonly kb: string
  readonly queries: string
  readonly embedder?: string
}

interface IntentOptions {
  readonly data: string
  readonly train?: string
  readonly oosAsClass: boolean
  readonly embedder?: string
}

export function addBench(program: Command, run: RunVerb, words: CliWords): void {
  const bench = addGroup(program, words, 'bench', words.say('bench.purpose'))
  addRetrieval(bench, run, words)
  addIntent(bench, run, words)
}

function addRetrieval(bench: Command, run: RunVerb, words: CliWords): void {
  addVerb(bench, words, 'bench-retrieval', 'retrieval')
    .requiredOption('--kb <file>', words.say('bench-retrieval.kb'))
    .requiredOption('--queries <file>', words.say('bench-retrieval.queries'))
    .option('--embedder <name>', words.say('bench.embedder'))
    .action(({ kb, queries, embedder }: RetrievalOptions, command: Command) =>
      run(command, async (context) => {
        const { readBenchmarkPairs, readBenchmarkQueries } = await import('../../evaluation/bench/benchmark-lines.js')
        const { benchmarkRetrieval } = await import('../../evaluation/bench/benchmark-retrieval.js')
        const figures = await benchmarkRetrieval({
          pairs: await readBenchmarkPairs(resolve(kb)),
          queries: await readBenchmarkQueries(resolve(queries)),
          ...(await making(context, embedder)),
        })
        show(context, figures, printRetrieval)
        const { misnamed, answerable } = figures
        if (misnamed > 0) {
          const counts = { count: String(misnamed), answerable: String(answerable) }
          sayWarning(context, words.say('bench-retrieval.misnamed', { ...counts, kb }))
        }
        return 0
      }),
    )
}

function addIntent(bench: Command, run: RunVerb, words: CliWords): void {
  addVerb(bench, words, 'bench-intent', 'intent', { dataFolder: false })
    .requiredOption('--data <file>', words.say('bench-intent.data'))
    .option('--train <file>', words.say('bench-intent.train'))
    .option('--oos-as-class', words.say('bench-intent.oos-as-class'), false)
    .option('--embedder <name>', words.say('bench.embedder'))
    .action(({ data, train, oosAsClass, embedder }: IntentOptions, command: Command) =>
      run(command, async (context) => {
        const { readIntentSet } = await import('../../evaluation/bench/intent-set.js')
        const { benchmarkIntents } = await import('../../evaluation/bench/benchmark-intents.js')
        const { ventanillaSystem } = await import('../../evaluation/bench/ventanilla-system.js')
        const trainFile = train === undefined ? null : resolve(train)
        const read = await readIntentSet(basename(data), resolve(data), trainFile, oosAsClass)
        const system = ventanillaSystem(await making(context, embedder))
        const figures = await benchmarkIntents(system, [read], context.progress.report)
        show(context, figures, printIntent)
        if (figures.untaught > 0) {
          const counts = { count: String(figures.untaught), test: String(figures.test) }
          sayWarning(context, words.say('bench-intent.untaught', counts))
        }
        return 0
      }),
    )
}

async function making({ config, clock, progress }: VerbContext, embedder?: string): Promise<TemporaryMaking> {
  const { configuredMaking } = await import('../installation/installation.js')
  return { ...configuredMaking(config, embedder), clock, onProgress: progress.report }
}

function show<T>(context: VerbContext, figures: T, print: (to: Talk, figures: T) => void): void {
  context.progress.stop()
  if (context.json) context.terminal.printJson(figures)
  else print(context, figures)
}

function printRetrieval({ terminal, words }: Talk, { msPerQuery, ...figures }: RetrievalFigures): void {
  for (const [name, value] of Object.entries(figures)) terminal.print(`${name.padEnd(20)} ${shown(value, words)}`)
  printLatency(terminal, msPerQuery)
}

function printIntent({ terminal, words }: Talk, figures: IntentFigures): void {
  const { msPerQuery, cautious, overall, own, chosenOnTest, thresholdFrom, sets: _, ...numbers } = figures
  for (const [name, value] of Object.entries(numbers)) terminal.print(`${name.padEnd(20)} ${shown(value, words)}`)
  terminal.print(`${'thresholdFrom'.padEnd(20)} ${thresholdFrom}`)
  for (const [name, point] of Object.entries({ cautious, overall, own, chosenOnTest })) {
    terminal.print(`${name.padEnd(20)} ${shownPoint(point, words)}`)
  }
  printLatency(terminal, msPerQuery)
}

function printLatency(terminal: Terminal, { p50, p95 }: RetrievalFigures['msPerQuery']): void {
  terminal.print(`${'msPerQuery'.padEnd(20)} p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}`)
}

function shownPoint(point: Point | null, words: CliWords): string {
  if (point === null) return words.say('figures.not-measured')
  const [inScope, outOfScope] = [shown(point.inScopeAccuracy, words), shown(point.oosRecall, words)]
  return words.say('bench.point', { inScope, outOfScope })
}

function shown(value: number | null, words: CliWords): string {
  return value !== null && Number.isInteger(value) ? String(value) : fixed(value, 3, words)
}
