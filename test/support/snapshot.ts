import { HASHED_NGRAMS, hashedNgrams } from '../../knowledge/adapters/hashed-ngram-embedder.js'
import { passagesOf } from '../../knowledge/content/passage.js'
import { type QnaPair, qnaPairSchema } from '../../knowledge/content/qna-pair.js'
import type { VectorIndex } from '../../knowledge/ports.js'
import { buildLexicalIndex } from '../../knowledge/search/lexical/lexical-index.js'
import { defaultRanker } from '../../knowledge/search/ranker/default-ranker.js'
import type { Ranker } from '../../knowledge/search/ranker/ranker.js'
import { writeRanker } from '../../knowledge/search/ranker/ranker-file.js'
import type { Snapshot } from '../../knowledge/search/snapshot.js'

/** A pair from the few fields a test cares about. */
export function pairOf(fields: Partial<QnaPair> & Pick<QnaPair, 'id' | 'question'>): QnaPair {
  return qnaPairSchema.parse({ language: 'en', answer: `Answer of ${fields.id}.`, ...fields })
}

/** A version held in memory, with an exact search over real vectors. */
export async function snapshotOf(
  pairs: readonly QnaPair[],
  ranker: Ranker = defaultRanker({ name: HASHED_NGRAMS }),
): Promise<Snapshot> {
  const passages = passagesOf(pairs)
  const texts = passages.map(({ text }) => text)
  const { embedder, pin } = await hashedNgrams.fit(texts, null)
  const rows = await embedder.embed(texts, 'passage')
  const { dimensions } = pin
  const values = new Float32Array(rows.length * dimensions)
  rows.forEach((row, i) => {
    if (row !== null) values.set(row, i * dimensions)
  })
  const index: VectorIndex = {
    size: rows.length,
    dimensions,
    search: (query, k) =>
      rows
        .flatMap((row, position) => (row === null ? [] : [{ row: position, similarity: dot(row, query) }]))
        .sort((left, right) => right.similarity - left.similarity)
        .slice(0, k),
  }
  return {
    manifest: { id: 'kb-000001', languages: [...new Set(pairs.map(({ language }) => language))].sort() },
    pairs,
    passages,
    vectors: { rows: rows.length, dimensions, values },
    index,
    lexical: await buildLexicalIndex(pairs),
    embedder,
    ranker: writeRanker(ranker),
  }
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += (left[i] ?? 0) * (right[i] ?? 0)
  return sum
}
