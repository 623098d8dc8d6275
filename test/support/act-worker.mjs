import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Does one act on a data folder: `node act-worker.mjs <dist> <root> <promote|import|freeze|retire|shadow|stop> <given> [killBefore]`, where `given` is
 * a version, the file to import or a pair's id. Prints "done". With `killBefore` n it kills itself right before its n-th call that changes
 * the disk.
 */
const [dist, root, act, given, killBefore] = process.argv.slice(2)

const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const { folderStore } = await load('knowledge/adapters/folder-store')
const { hashedNgrams } = await load('knowledge/adapters/hashed-ngram-embedder')
const { hnswIndexFormat } = await load('knowledge/adapters/hnsw-index')
const { promote } = await load('training/release/promotion')
const { beginTrial, stopTrial } = await load('training/release/trials')
const { importFile } = await load('training/editing/import-file')
const { freezeWorkspace } = await load('training/editing/freeze-workspace')
const { retire } = await load('training/editing/retire')

const indexFormat = hnswIndexFormat()
const fitRanker = async () => Uint8Array.of(1)
const installation = {
  store: folderStore(root),
  clock: { now: () => new Date('2026-03-01T10:00:00.000Z') },
  logger: { debug() {}, info() {}, warn() {}, error() {} },
  opening: { embedderProviders: [hashedNgrams], indexFormats: [indexFormat] },
  making: { embedderProvider: hashedNgrams, indexFormat, fitRanker },
  rules: { fourEyes: false },
}
const by = { name: 'Ana Ruiz', account: null }
const reason = 'asked for'

const acts = {
  promote: () => promote(installation, { version: given, by, reason, override: true }),
  import: () =>
    importFile(installation, {
      path: given,
      sourceName: 'kb.csv',
      replace: true,
      language: 'en',
      sheet: null,
      qnaPrefix: null,
      linkBase: null,
      by,
    }),
  freeze: () => freezeWorkspace(installation, { author: by }),
  retire: () => retire(installation, { retirement: { kind: 'pair', id: given, language: null }, by, reason }),
  shadow: () => beginTrial(installation, { kind: 'shadow', version: given, by, reason, share: 0, override: true }),
  stop: () => stopTrial(installation, { kind: 'shadow', by, reason }),
}

if (killBefore !== undefined) await killBeforeCall(Number(killBefore))
await acts[act]()
process.stdout.write('done')
