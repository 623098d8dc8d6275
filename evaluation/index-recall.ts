import type { Snapshot } from '../knowledge/version/snapshot.js'
import { mean } from './metrics.js'
import { seededRandom } from './random.js'

const NEIGHBOURS = 10
const SAMPLE = 200
const SEED = 7

/**
 * Share of the ten exact nearest rows that the version's index returns, over a sample of its own rows. Rows as close as the
 * tenth count as found, whichever of equals was returned.
 *
 * @returns 0…1; null when the version has no vectors
 */
export function indexRecallAt10({ vectors, index }: Pick<Snapshot, 'vectors' | 'index'>): number | null {
  const { rows, dimensions, values } = vectors
  const rowOf = (row: number) => values.subarray(row * dimensions, (row + 1) * dimensions)
  const present = Array.from({ length: rows }, (_, row) => row).filter((row) => rowOf(row).some((value) => value !== 0))
  if (present.length === 0) return null
  const k = Math.min(NEIGHBOURS, present.length)
  const recalls = sample(present).map((row) => {
    const query = rowOf(row)
    const exact = present.map((other) => dot(query, rowOf(other))).sort((left, right) => right - left)
    const tenth = (exact[k - 1] ?? 0) - 1e-5
    return index.search(query, k).filter((found) => dot(query, rowOf(found.row)) >= tenth).length / k
  })
  return mean(recalls)
}

function sample(rows: readonly number[]): readonly number[] {
  if (rows.length <= SAMPLE) return rows
  const random = seededRandom(SEED)
  return Array.from({ length: SAMPLE }, () => rows[Math.floor(random() * rows.length)] as number)
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let i = 0; i < left.length; i++) sum += (left[i] as number) * (right[i] as number)
  return sum
}
