import { type Ranker, SIGNALS } from './ranker/ranker.js'

/** The weight of each signal, in the order of `SIGNALS`, and the score of a pair that matches perfectly in all of them. */
export interface Weights {
  readonly bySignal: readonly number[]
  readonly perfect: number
}

export function weightsOf({ weights }: Ranker): Weights {
  const bySignal = SIGNALS.map((signal) => weights[signal] ?? 0)
  return { bySignal, perfect: bySignal.reduce((sum, weight) => sum + weight, 0) }
}

/** The value of a signal for every pair, and its weight. */
interface Column {
  readonly values: Float32Array
  readonly weight: number
}

/**
 * Writes the weighted mean of the signals of each of the pairs `from … to`.
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
  const counted: Column[] = []
  columns.forEach((values, i) => {
    const weight = bySignal[i] ?? 0
    if (weight !== 0) counted.push({ values, weight })
  })
  scores.fill(0, from, to)
  const nothing: Column = { values: columns[0] ?? new Float32Array(0), weight: 0 }
  for (let at = 0; at < counted.length; at += 4) {
    const [a = nothing, b = nothing, c = nothing, d = nothing] = counted.slice(at, at + 4)
    addFour(a, b, c, d, scores, from, to)
  }
  for (let position = from; position < to; position++) scores[position] = (scores[position] as number) / perfect
}

/** Adds four signals in one pass over the pairs: most of the time is spent reading and writing the sums. */
function addFour(a: Column, b: Column, c: Column, d: Column, scores: Float64Array, from: number, to: number): void {
  const [aWeight, bWeight, cWeight, dWeight] = [a.weight, b.weight, c.weight, d.weight]
  const [aValues, bValues, cValues, dValues] = [a.values, b.values, c.values, d.values]
  for (let i = from; i < to; i++) {
    const sum = (scores[i] as number) + aWeight * (aValues[i] as number) + bWeight * (bValues[i] as number)
    scores[i] = sum + cWeight * (cValues[i] as number) + dWeight * (dValues[i] as number)
  }
}
