import type { Snapshot } from '../knowledge/version/snapshot.js'
import { mean } from './metrics.js'
import { seededRandom } from './random.js'

const NEIGHBOURS = 10
const SAMPLE = 100
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
    const nearest = new Float64Array(k).fill(Number.NEGATIVE_INFINITY)
    for (const other of present) insert(nearest, dot(query, rowOf(other)))
    const tenth = (nearest[k - 1] ?? 0) - 1e-5
    return index.search(query, k).filter((found) => dot(query, rowOf(found.row)) >= tenth).length / k
  })
  return mean(recalls)
}

/** Keeps the greatest values, greatest first. */
function insert(greatest: Float64Array, value: number): void {
  let place = greatest.length - 1
  if (!(value > (greatest[place] as number))) return
  while (place > 0 && value > (greatest[place - 1] as number)) {
    greatest[place] = greatest[place - 1] as number
    place--
  }
  greatest[place] = value
}

function sample(rows: readonly number[]): readonly number[] {
  if (rows.length <= SAMPLE) return rows
  const random = seededRandom(SEED)
  return Array.from({ length: SAMPLE }, () => rows[Math.floor(random() * rows.length)] as number)
}

/** Four sums at once: this runs rows × sample times. */
function dot(left: Float32Array, right: Float32Array): number {
  const even = left.length - (left.length % 4)
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = 0; i < even; i += 4) {
    a += (left[i] as number) * (right[i] as number)
    b += (left[i + 1] as number) * (right[i + 1] as number)
    c += (left[i + 2] as number) * (right[i + 2] as number)
    d += (left[i + 3] as number) * (right[i + 3] as number)
  }
  for (let i = even; i < left.length; i++) a += (left[i] as number) * (right[i] as number)
  return a + b + c + d
}
