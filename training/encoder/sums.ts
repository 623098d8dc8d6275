import { float32In, int32In, type SharedMemory } from './kernel.js'

/** Sums of rows, a sparse matrix: sum i adds row `columns[e]` times `values[e]` for e in `start[i] … start[i + 1]`. */
export interface Sums {
  readonly start: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Space for a number of sums with a total number of terms. */
export function sumsIn(memory: SharedMemory, sums: number, terms: number): Sums {
  return { start: int32In(memory, sums + 1), columns: int32In(memory, terms), values: float32In(memory, terms) }
}

/**
 * Transposes the matrix: the sums that a row was added to become the terms of a sum for that row. Terms keep the order of the
 * sums they came from.
 *
 * @param count sums in `from`
 * @param size rows that `from` adds; sums in `into`
 */
export function turnRound(from: Sums, count: number, into: Sums, size: number): void {
  const { start } = into
  const terms = from.start[count] as number
  start.fill(0, 0, size + 1)
  for (let e = 0; e < terms; e++) {
    const after = (from.columns[e] as number) + 1
    start[after] = (start[after] as number) + 1
  }
  for (let row = 0; row < size; row++) start[row + 1] = (start[row + 1] as number) + (start[row] as number)
  for (let sum = count - 1; sum >= 0; sum--) {
    for (let e = (from.start[sum + 1] as number) - 1; e >= (from.start[sum] as number); e--) {
      // Filled from the end: `start` of the next row counts down to the place of its first term.
      const row = from.columns[e] as number
      const at = (start[row + 1] as number) - 1
      start[row + 1] = at
      into.columns[at] = sum
      into.values[at] = from.values[e] as number
    }
  }
  start.copyWithin(0, 1, size + 1)
  start[size] = terms
}
