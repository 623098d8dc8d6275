import { type Ranker, SIGNALS } from './ranker.js'

/** Per signal, in the order of `SIGNALS`, its weight; and what a pair would score that matched in all of them. */
export interface Weights {
  readonly bySignal: readonly number[]
  readonly perfect: number
}

export function weightsOf({ weights }: Ranker): Weights {
  const bySignal = SIGNALS.map((signal) => weights[signal] ?? 0)
  return { bySignal, perfect: bySignal.reduce((sum, weight) => sum + weight, 0) }
}

/**
 * Writes for each of the pairs `from … to` the weighted mean of its signals.
 *
 * @param columns per signal, in the order of `SIGNALS`, its value for every pair
 */
export function scorePairs(
  columns: readonly Float32Array[],
  { bySignal, perfect }: Weights,
  scores: Float64Array,
  from: number,
  to: number,
): void {
  scores.fill(0, from, to)
  const counted = columns.map((_, i) => i).filter((i) => bySignal[i] !== 0)
  for (let at = 0; at < counted.length; at += 4) {
    // The last four may be fewer: a column that counts for nothing takes the place of one that is not there.
    const [a = 0, b = a, c = a, d = a] = counted.slice(at, at + 4)
    const weightOf = (place: number, i: number) => (at + place < counted.length ? (bySignal[i] as number) : 0)
    addFour(
      [columns[a], columns[b], columns[c], columns[d]] as FourColumns,
      [weightOf(0, a), weightOf(1, b), weightOf(2, c), weightOf(3, d)],
      scores,
      from,
      to,
    )
  }
  for (let position = from; position < to; position++) scores[position] = (scores[position] as number) / perfect
}

type FourColumns = readonly [Float32Array, Float32Array, Float32Array, Float32Array]
type FourWeights = readonly [number, number, number, number]

/** A pass over all pairs for four signals, not for each: most of it is reading and writing the sums. */
function addFour(
  [a, b, c, d]: FourColumns,
  [aWeight, bWeight, cWeight, dWeight]: FourWeights,
  scores: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const sum = (scores[i] as number) + aWeight * (a[i] as number) + bWeight * (b[i] as number)
    scores[i] = sum + cWeight * (c[i] as number) + dWeight * (d[i] as number)
  }
}
