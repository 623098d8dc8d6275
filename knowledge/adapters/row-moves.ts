import { createHash } from 'node:crypto'
import type { Matrix } from '../ports.js'
import { rowOf, rowsWithVector } from './matrix-rows.js'

/** Which row of one matrix is which row of another. Rows without a vector are left out. */
export interface RowMoves {
  /** old row → new row, of rows with equal vectors */
  readonly kept: ReadonlyMap<number, number>
  /** old rows that the new matrix does not have, in order */
  readonly vacated: readonly number[]
  /** new rows that the old matrix did not have, in order */
  readonly fresh: readonly number[]
}

/** Matches each new row with an equal old one; of several, the first that is free. */
export function rowMoves(before: Matrix, after: Matrix): RowMoves {
  const old = new Map<string, number[]>()
  const oldRows = rowsWithVector(before)
  for (const row of [...oldRows].reverse()) {
    const key = keyOf(before, row)
    const same = old.get(key)
    if (same === undefined) old.set(key, [row])
    else same.push(row)
  }
  const kept = new Map<number, number>()
  const fresh: number[] = []
  for (const row of rowsWithVector(after)) {
    const origin = old.get(keyOf(after, row))?.pop()
    if (origin === undefined) fresh.push(row)
    else kept.set(origin, row)
  }
  return { kept, vacated: oldRows.filter((row) => !kept.has(row)), fresh }
}

function keyOf(matrix: Matrix, row: number): string {
  const { buffer, byteOffset, byteLength } = rowOf(matrix, row)
  return createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('base64')
}
