import { keepGreatest } from '../knowledge/basics/keep-greatest.js'
import type { Snapshot } from '../knowledge/search/snapshot.js'
import { mean } from './statistics/metrics.js'
import { seededRandom } from './statistics/random.js'

const NEIGHBOURS = 10
const SAMPLE = 100
const SEED = 7
/** Number of leading dimensions that are compared first. */
const BEGINNING = 32
const ROUNDING = 1e-6
/** Rows whose similarities differ by less are equally close. */
const TIE = 1e-5

/**
 * Share of the ten exact nearest rows that the version's index returns, over a sample of its own rows. Any row as close as the
 * tenth counts as found.
 *
 * @returns 0…1; null when the version has no vectors
 */
export function indexRecallAt10({ vectors, index }: Pick<Snapshot, 'vectors' | 'index'>): number | null {
  const { rows, dimensions, values } = vectors
  const begin = Math.min(BEGINNING, dimensions)
  const similarity = (row: number, other: number, from: number, to: number) =>
    dot(values, row * dimensions + from, other * dimensions + from, to - from)
  const present = Array.from({ length: rows }, (_, row) => row).filter((row) => similarity(row, row, 0, dimensions) > 0)
  if (present.length === 0) return null
  const k = Math.min(NEIGHBOURS, present.length)
  const endNorms = Float64Array.from({ length: rows }, (_, row) => Math.sqrt(similarity(row, row, begin, dimensions)))
  const recalls = sample(present).map((row) => {
    const nearest = new Float64Array(k).fill(Number.NEGATIVE_INFINITY)
    const endNorm = endNorms[row] as number
    for (const other of present) {
      const beginning = similarity(row, other, 0, begin)
      // The remaining dimensions can add at most the product of their norms: this rules out most rows.
      if (beginning + endNorm * (endNorms[other] as number) < (nearest[k - 1] as number) - ROUNDING) continue
      keepGreatest(nearest, beginning + similarity(row, other, begin, dimensions))
    }
    const tenth = (nearest[k - 1] ?? 0) - TIE
    const query = values.subarray(row * dimensions, (row + 1) * dimensions)
    return index.search(query, k).filter((found) => similarity(row, found.row, 0, dimensions) >= tenth).length / k
  })
  return mean(recalls)
}

function sample(rows: readonly number[]): readonly number[] {
  if (rows.length <= SAMPLE) return rows
  const random = seededRandom(SEED)
  return Array.from({ length: SAMPLE }, () => rows[Math.floor(random() * rows.length)] as number)
}

/** Four sums at once for speed: this runs rows × sample times. */
function dot(values: Float32Array, left: number, right: number, length: number): number {
  const even = length - (length % 4)
  let [a, b, c, d] = [0, 0, 0, 0]
  for (let i = 0; i < even; i += 4) {
    a += (values[left + i] as number) * (values[right + i] as number)
    b += (values[left + i + 1] as number) * (values[right + i + 1] as number)
    c += (values[left + i + 2] as number) * (values[right + i + 2] as number)
    d += (values[left + i + 3] as number) * (values[right + i + 3] as number)
  }
  for (let i = even; i < length; i++) a += (values[left + i] as number) * (values[right + i] as number)
  return a + b + c + d
}
