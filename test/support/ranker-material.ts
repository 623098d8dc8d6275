import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { RankerMaterial } from '../../knowledge/version/freeze-parts.js'
import { snapshotOf } from './snapshot.js'

/** What a ranker is fitted on, with an embedder that knows letters. */
export async function materialOf(
  pairs: readonly QnaPair[],
  outOfScope: readonly string[] = [],
): Promise<RankerMaterial> {
  const { passages, vectors, index, lexical, embedder } = await snapshotOf(pairs)
  return { pairs, passages, vectors, index, lexical, embedder, outOfScope }
}

/** The same material, every passage at right angles to every other. */
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
