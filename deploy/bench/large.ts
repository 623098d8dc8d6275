import { fork } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { indexRecallAt10 } from '../../evaluation/index-recall.js'
import { quantile } from '../../evaluation/statistics/metrics.js'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import { createSearcher } from '../../knowledge/search/searcher.js'
import { freeze } from '../../knowledge/version/freeze.js'
import { openSnapshot } from '../../knowledge/version/open-snapshot.js'
import { versionIds } from '../../knowledge/version/read-version.js'
import { configuredMaking } from '../installation/installation.js'
import { knowledgeParts } from '../installation/knowledge-parts.js'
import { systemClock } from '../installation/system-clock.js'
import { readConfig } from '../settings/config.js'
import { syntheticOffice } from './synthetic-office.js'

const PHRASINGS_PER_PAIR = 2
const WARM_UP = 50

/**
 * Measures how a large knowledge base serves. It is made from templates, frozen, opened in a process of its own as a server would, and
 * asked. Prints latency, the index's recall against exact search, and memory per phrasing.
 *
 * Run with: npm run bench:large -- --phrasings 100000 --questions 500
 * VENTANILLA_EMBEDDER chooses the embedder.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      phrasings: { type: 'string', default: '100000' },
      questions: { type: 'string', default: '500' },
      /** internal: the data folder that the serving process opens */
      open: { type: 'string' },
    },
  })
  const [phrasings, questions] = [Number(values.phrasings), Number(values.questions)]
  const pairs = Math.ceil(phrasings / PHRASINGS_PER_PAIR)
  if (values.open !== undefined) return serve(values.open, pairs, questions)
  const root = await mkdtemp(join(tmpdir(), 'ventanilla-bench-'))
  try {
    await freezeInto(root, pairs)
    await serveInOwnProcess(root)
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function freezeInto(root: string, pairs: number): Promise<void> {
  const startMs = performance.now()
  const { embedderProvider, indexFormat, fitRanker } = configuredMaking(readConfig())
  await freeze({
    store: await openDataFolder(root, systemClock),
    pairs: syntheticOffice(pairs, 0, 0, 0).pairs,
    sources: [],
    embedderProvider,
    indexFormat,
    fitRanker,
    parent: null,
    job: 'bench',
    author: null,
    clock: systemClock,
  })
  process.stderr.write(`frozen in ${((performance.now() - startMs) / 1_000).toFixed(1)} s\n`)
}

async function serveInOwnProcess(root: string): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), '--open', root], {
    execArgv: ['--expose-gc'],
  })
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (status) => resolve(status ?? 1))
  })
}

async function serve(root: string, pairs: number, questions: number): Promise<void> {
  const { golden } = syntheticOffice(pairs, 0, 0, questions)
  const before = residentBytes()
  const startMs = performance.now()
  const store = await openDataFolder(root, systemClock)
  const [version] = await versionIds(store)
  if (version === undefined) throw new Error(`no version in ${root}`)
  const config = readConfig()
  const snapshot = await openSnapshot(store, version, knowledgeParts(config))
  const { detectLanguages } = configuredMaking(config)
  const searcher = createSearcher(snapshot, await detectLanguages(snapshot.manifest.languages))
  const openSeconds = (performance.now() - startMs) / 1_000
  const grown = residentBytes() - before
  const now = systemClock.now()
  const ask = (text: string) => searcher.search({ text, languageHint: 'es', filter: {}, now })
  for (const { text } of golden.slice(0, WARM_UP)) await ask(text)
  const times: number[] = []
  let found = 0
  for (const { text, relevant } of golden) {
    const askedMs = performance.now()
    const { candidates } = await ask(text)
    times.push(performance.now() - askedMs)
    if (candidates[0] !== undefined && relevant.includes(candidates[0].pair.id)) found++
  }
  const report = {
    pairs: snapshot.manifest.pairs,
    phrasings: snapshot.manifest.phrasings,
    /** phrasings and sentences of answers: rows of the index */
    passages: snapshot.manifest.passages,
    questions: golden.length,
    hitAt1: found / golden.filter(({ relevant }) => relevant.length > 0).length,
    msPerQuery: { p50: quantile(0.5, times), p95: quantile(0.95, times) },
    indexRecallAt10: indexRecallAt10(snapshot),
    openSeconds,
    rssGrowthMb: grown / 1_048_576,
    bytesPerPhrasing: grown / snapshot.manifest.phrasings,
  }
  await snapshot.embedder.close()
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
}

function residentBytes(): number {
  if (globalThis.gc === undefined) throw new Error('memory is measured with: node --expose-gc')
  globalThis.gc()
  return process.memoryUsage().rss
}

await main()
