import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { openDataFolder } from '../../knowledge/adapters/data-folder.js'
import { hashedNgrams } from '../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../knowledge/adapters/hnsw-index.js'
import { type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'
import type { Store } from '../../knowledge/store/store.js'
import type { FreezeRequest } from '../../knowledge/version/freeze.js'

export const fixedClock = { now: () => new Date('2026-03-01T10:00:00.000Z') }

/** An empty data folder that is removed after the test. */
export async function temporaryDataFolder(): Promise<Store> {
  const root = await mkdtemp(join(tmpdir(), 'ventanilla-'))
  onTestFinished(() => rm(root, { recursive: true, force: true }))
  return openDataFolder(root, fixedClock)
}

/** A pair about `id` with two more phrasings and an answer too short for a passage. */
export function pair(id: string, fields: Partial<QnaPair> = {}): QnaPair {
  return qnaPairSchema.parse({
    id,
    language: 'en',
    question: `What is ${id}?`,
    alternateQuestions: [`Tell me about ${id}`, `I need ${id} explained`],
    answer: `About ${id}.`,
    ...fields,
  })
}

export const threePairs = [
  pair('fees'),
  pair('deadlines'),
  pair('statutes', { language: 'es', metadata: { b: '1', a: '2' } }),
]

/** A small but complete freeze request. */
export function freezeRequest(folder: Store, fields: Partial<FreezeRequest> = {}): FreezeRequest {
  return {
    store: folder,
    pairs: threePairs,
    sources: [],
    embedderProvider: hashedNgrams,
    indexFormat: hnswIndexFormat(),
    fitRanker: async () => new TextEncoder().encode('{"ranker":1}'),
    parent: null,
    job: 'test',
    author: null,
    clock: fixedClock,
    ...fields,
  }
}

export const snapshotParts = { embedderProviders: [hashedNgrams], indexFormats: [hnswIndexFormat()] }
