import type { Passage } from '../../knowledge/content/passage.js'
import type { RankerMaterial } from '../../knowledge/version/freeze-parts.js'

/** Number of pairs of rows compared. */
const SAMPLE = 2_000

/**
 * Mean similarity of unrelated passages, 0…1. Some models put every text into a narrow cone, so similarity at this level means
 * nothing. Passages of one pair and of its translations are left out: in a version of a few pairs they would be most of the
 * sample. 0 with a single pair.
 */
export function usualSimilarity({
  pairs,
  passages,
  vectors,
}: Pick<RankerMaterial, 'pairs' | 'passages' | 'vectors'>): number {
  const { rows, dimensions, values } = vectors
  if (rows < 2) return 0
  const idOf = (row: number) => pairs[(passages[row] as Passage).pair]?.id
  let sum = 0
  let compared = 0
  for (let i = 0; i < SAMPLE; i++) {
    // Two strides without a common factor walk over all rows in a fixed order.
    const left = (i * 7_919) % rows
    const right = (left + 1 + ((i * 104_729) % (rows - 1))) % rows
    if (idOf(left) === idOf(right)) continue
    compared++
    for (let d = 0; d < dimensions; d++) {
      sum += (values[left * dimensions + d] as number) * (values[right * dimensions + d] as number)
    }
  }
  return compared === 0 ? 0 : Math.min(0.95, Math.max(0, sum / compared))
}
