import { closestRows } from '../../knowledge/adapters/matrix-rows.js'
import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { RankerMaterial } from '../../knowledge/version/freeze-parts.js'
import { seededRandom, unit } from './seeded-vectors.js'
import { snapshotOf } from './snapshot.js'

/** Material to fit a ranker on, with a letter-based embedder. */
export async function materialOf(
  pairs: readonly QnaPair[],
  outOfScope: readonly string[] = [],
): Promise<RankerMaterial> {
  const { passages, vectors, index, lexical, embedder } = await snapshotOf(pairs)
  return { pairs, passages, vectors, index, lexical, embedder, outOfScope }
}

/** The same material with all passage vectors orthogonal. */
export function atRightAngles(material: RankerMaterial): RankerMaterial {
  const rows = material.passages.length
  const values = new Float32Array(rows * rows)
  for (let row = 0; row < rows; row++) values[row * rows + row] = 1
  return {
    ...material,
    vectors: { rows, dimensions: rows, values },
    index: {
      size: rows,
      dimensions: rows,
      search: (query, k) =>
        Array.from(query, (similarity, row) => ({ row, similarity }))
          .sort((left, right) => right.similarity - left.similarity || left.row - right.row)
          .slice(0, k),
    },
  }
}

/** The same material with random passage vectors, like those of an embedder that understands nothing. */
export function inNoOrder(material: RankerMaterial): RankerMaterial {
  const random = seededRandom(8)
  const [rows, dimensions] = [material.passages.length, 16]
  const drawn = Array.from({ length: rows }, () => unit(Array.from({ length: dimensions }, () => random() - 0.5)))
  const vectors = { rows, dimensions, values: Float32Array.from(drawn.flatMap((row) => [...row])) }
  const every = Array.from(drawn, (_, row) => row)
  const search = (query: Float32Array, k: number) => closestRows(vectors, every, query, k)
  return { ...material, vectors, index: { size: rows, dimensions, search } }
}
