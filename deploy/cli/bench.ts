import { basename, resolve } from 'node:path'
import type { Command } from 'commander'
import type { IntentFigures, Point } from '../../evaluation/bench/benchmark-intents.js'
import type { RetrievalFigures } from '../../evaluation/bench/benchmark-retrieval.js'
import type { TemporaryMaking } from '../../evaluation/temporary-version.js'
import { plain, type Terminal } from './terminal.js'
import { addVerb, type RunVerb, type VerbContext } from './verb.js'

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

const EMBEDDER = ['--embedder <name>', 'embedder: a name, a folder or a hub id (default: VENTANILLA_EMBEDDER)'] as const

export function addBench(program: Command, run: RunVerb): void {
  const bench = program.command('bench').description('Measure Ventanilla on labelled questions.')
  addRetrieval(bench, run)
  addIntent(bench, run)
}

function addRetrieval(bench: Command, run: RunVerb): void {
  addVerb(
    bench,
    'retrieval',
    'Freeze a knowledge base in a temporary folder, ask it every question the way the bot would, and measure.\n\n' +
      'The knowledge base has one JSON object per line: {"id","question","answer","alternatives":[],"lang"};\n' +
      'pairs that `ventanilla import` reads as JSON lines will do as well.\n' +
      'The questions too: {"text","relevant":[ids],"lang"}; no relevant id means that it must not be answered.\n' +
      'A text that is nothing but an unfilled $t(key) is left out.',
    {
      no: null,
      example: 'ventanilla bench retrieval --kb kb.es.jsonl --queries queries.es.jsonl --json',
    },
  )
    .requiredOption('--kb <file>', 'knowledge base')
    .requiredOption('--queries <file>', 'labelled questions')
    .option(...EMBEDDER)
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
          const some = `${misnamed} of ${answerable} answerable questions`
          context.terminal.say(plain(`warning: ${some} name no pair of ${kb}; they count as not found`))
        }
        return 0
      }),
    )
}

function addIntent(bench: Command, run: RunVerb): void {
  addVerb(
    bench,
    'intent',
    'Make a knowledge base of an intent set, a pair per class without any words in its answer, ask it the test questions,\n' +
      'and measure.\n\n' +
      'The set has one JSON object per line: {"text","label","split":"train|valid|test","lang"}; label "oos" is out of scope.\n' +
      'The threshold is chosen on the valid rows where there are some of every kind that is taught, otherwise it is the\n' +
      'version’s own, chosen on phrasings held out.',
    {
      no: null,
      dataFolder: false,
      example: 'ventanilla bench intent --data hwu64/data.jsonl --train hwu64/train_10shot.jsonl --json',
    },
  )
    .requiredOption('--data <file>', 'intent set')
    .option('--train <file>', 'intent set whose train rows replace those of --data')
    .option('--oos-as-class', 'take "oos" for a class like any other: it is taught, and no threshold holds', false)
    .option(...EMBEDDER)
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
          const some = `${figures.untaught} of ${figures.test} test questions`
          context.terminal.say(`warning: ${some} are of a class that no train row has; they count as never right`)
        }
        return 0
      }),
    )
}

async function making({ config, clock, progress }: VerbContext, embedder?: string): Promise<TemporaryMaking> {
  const { configuredMaking } = await import('../installation/installation.js')
  return { ...configuredMaking(config, embedder), clock, onProgress: progress.report }
}

function show<T>(
  { terminal, progress, json }: VerbContext,
  figures: T,
  print: (to: Terminal, figures: T) => void,
): void {
  progress.stop()
  if (json) terminal.printJson(figures)
  else print(terminal, figures)
}

function printRetrieval(terminal: Terminal, { msPerQuery, ...figures }: RetrievalFigures): void {
  for (const [name, value] of Object.entries(figures)) terminal.print(`${name.padEnd(20)} ${shown(value)}`)
  printLatency(terminal, msPerQuery)
}

function printIntent(terminal: Terminal, figures: IntentFigures): void {
  const { msPerQuery, cautious, overall, own, chosenOnTest, thresholdFrom, sets: _, ...numbers } = figures
  for (const [name, value] of Object.entries(numbers)) terminal.print(`${name.padEnd(20)} ${shown(value)}`)
  terminal.print(`${'thresholdFrom'.padEnd(20)} ${thresholdFrom}`)
  for (const [name, point] of Object.entries({ cautious, overall, own, chosenOnTest })) {
    terminal.print(`${name.padEnd(20)} ${shownPoint(point)}`)
  }
  printLatency(terminal, msPerQuery)
}

function printLatency(terminal: Terminal, { p50, p95 }: RetrievalFigures['msPerQuery']): void {
  terminal.print(`${'msPerQuery'.padEnd(20)} p50 ${p50.toFixed(1)}, p95 ${p95.toFixed(1)}`)
}

function shownPoint(point: Point | null): string {
  if (point === null) return 'not measured'
  return `in-scope accuracy ${shown(point.inScopeAccuracy)}, out-of-scope recall ${shown(point.oosRecall)}`
}

function shown(value: number | null): string {
  if (value === null) return 'not measured'
  return Number.isInteger(value) ? String(value) : value.toFixed(3)
}
