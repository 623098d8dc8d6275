import { pathToFileURL } from 'node:url'
import { killBeforeCall } from './kill-before.mjs'

/**
 * Works on a data folder until it is killed: `node version-worker.mjs <dist> <root> <freeze|move> <times> [killBefore]`. Prints
 * "ready" before it starts and "done" after `times` rounds. With `killBefore` n it kills itself right before its n-th call that
 * changes the disk.
 */
const [dist, root, work, times, killBefore] = process.argv.slice(2)

if (killBefore !== undefined) await killBeforeCall(Number(killBefore))

const load = (path) => import(pathToFileURL(`${dist}/${path}.js`).href)
const { hashedNgrams } = await load('knowledge/adapters/hashed-ngram-embedder')
const { hnswIndexFormat } = await load('knowledge/adapters/hnsw-index')
const { qnaPairSchema } = await load('knowledge/content/qna-pair')
const { moveAlias } = await load('knowledge/version/aliases')
const { folderStore } = await load('knowledge/adapters/folder-store')
const { freeze } = await load('knowledge/version/freeze')

const store = folderStore(root)
const clock = { now: () => new Date('2026-03-01T10:00:00.000Z') }

const works = {
  async freeze(round) {
    const pairs = Array.from({ length: 20 }, (_, i) =>
      qnaPairSchema.parse({ id: `m${i}`, language: 'en', question: `Matter ${i} of round ${round}?`, answer: 'Yes.' }),
    )
    await freeze({
      store,
      pairs,
      sources: [],
      embedderProvider: hashedNgrams,
      indexFormat: hnswIndexFormat(),
      fitRanker: async () => Uint8Array.of(1),
      parent: 'kb-000001',
      job: `round ${round}`,
      author: null,
      clock,
    })
  },
  async move(round) {
    const to = round % 2 === 0 ? 'kb-000001' : 'kb-000002'
    await moveAlias({
      store,
      alias: 'champion',
      to,
      by: { name: 'test', account: null },
      reason: `round ${round}`,
      clock,
    })
  },
}

process.stdout.write('ready\n')
for (let round = 0; round < Number(times); round++) await works[work](round)
process.stdout.write('done\n')
