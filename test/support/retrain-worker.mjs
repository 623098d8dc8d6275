import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Retrains a data folder until it is killed: `node retrain-worker.mjs <dist> <root> <kill before call n>`. Prints "done" at its
 * end.
 */
const [dist, root, killBefore] = process.argv.slice(2)
await killBeforeCall(Number(killBefore))

const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const { DEFAULT_GATE_LIMITS } = await load('evaluation/gate/gate')
const { eldLanguageDetector } = await load('knowledge/adapters/eld-language-detector')
const { hashedNgrams } = await load('knowledge/adapters/hashed-ngram-embedder')
const { hnswIndexFormat } = await load('knowledge/adapters/hnsw-index')
const { defaultRanker } = await load('knowledge/search/ranker/default-ranker')
const { writeRanker } = await load('knowledge/search/ranker/ranker-file')
const { folderStore } = await load('knowledge/adapters/folder-store')
const { usualSimilarity } = await load('training/ranker/usual-similarity')
const { retrain } = await load('training/retrain/retrain')

const installation = {
  store: folderStore(root),
  clock: { now: () => new Date('2026-03-01T10:00:00.000Z') },
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  opening: { embedderProviders: [hashedNgrams], indexFormats: [hnswIndexFormat()] },
  making: {
    embedderProvider: hashedNgrams,
    indexFormat: hnswIndexFormat(),
    // A copy of test/support/default-fit.ts, which this process cannot load without vitest.
    fitRanker: async (material) =>
      writeRanker({ ...defaultRanker(material.embedder.identity), denseFloor: usualSimilarity(material) }),
    detectLanguages: eldLanguageDetector,
    adaptation: () => null,
    recipe: { embedder: 'hashed-ngrams' },
  },
  rules: {
    gateLimits: { ...DEFAULT_GATE_LIMITS, calibrationError: 0.6, latencyRatio: 1_000 },
    autoPromote: false,
    reportLanguage: 'en',
  },
}
const author = { name: 'Ana Ruiz', account: null }
await retrain(installation, { author, trigger: 'by hand', resume: 'same-inputs' })
process.stdout.write('done\n')
