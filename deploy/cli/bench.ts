import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { RetrievalFigures } from '../../evaluation/retrieval-benchmark.js'
import type { Terminal } from './terminal.js'
import { addVerb, type RunVerb } from './verb.js'

interface Options {
  readonly kb: string
  readonly queries: string
  readonly embedder?: string
}

export function addBench(program: Command, run: RunVerb): void {
  const bench = program.command('bench').description('Measure Ventanilla on labelled questions.')
  addVerb(
    bench,
    'retrieval',
    'Freeze a knowledge base in a temporary folder, ask it every question the way the bot would, and measure.\n\n' +
      'The knowledge base has one JSON object per line: {"id","question","answer","alternatives":[],"lang"}.\n' +
      'The questions too: {"text","relevant":[ids],"lang"}; no relevant id means that it must not be answered.',
    {
      no: null,
      example: 'ventanilla bench retrieval --kb kb.es.jsonl --queries queries.es.jsonl --json',
    },
  )
    .requiredOption('--kb <file>', 'knowledge base')
    .requiredOption('--queries <file>', 'labelled questions')
    .option('--embedder <name>', 'embedder: a name, a folder or a hub id (default: VENTANILLA_EMBEDDER)')
    .action(({ kb, queries, embedder }: Options, command: Command) =>
      run(command, async ({ config, clock, terminal, progress, json }) => {
        const { readBenchmarkPairs, readBenchmarkQueries } = await import('../../evaluation/benchmark-lines.js')
        const { benchmarkRetrieval } = await import('../../evaluation/retrieval-benchmark.js')
        const { eldLanguageDetector } = await import('../../knowledge/adapters/eld-language-detector.js')
        const { knowledgeParts } = await import('../knowledge-parts.js')
        const { embedderProvider, indexFormat } = knowledgeParts(config, embedder)
        const figures = await benchmarkRetrieval({
          pairs: await readBenchmarkPairs(resolve(kb)),
          queries: await readBenchmarkQueries(resolve(queries)),
          embedderProvider,
          indexFormat,
          detectLanguages: eldLanguageDetector,
          clock,
          onProgress: progress.report,
        })
        progress.stop()
        if (json) terminal.printJson(figures)
        else printFigures(terminal, figures)
        return 0
      }),
    )
}

function printFigures(terminal: Terminal, { msPerQuery, ...figures }: RetrievalFigures): void {
  for (const [name, value] of Object.entries(figures)) {
    const shown = value === null ? 'not measured' : Number.isInteger(value) ? String(value) : value.toFixed(3)
    terminal.print(`${name.padEnd(16)} ${shown}`)
  }
  terminal.print(`msPerQuery       p50 ${msPerQuery.p50.toFixed(1)}, p95 ${msPerQuery.p95.toFixed(1)}`)
}
