import { KnowledgeError } from '../errors.js'
import type { Matrix, Neighbour } from '../ports.js'

/** Row `row` of the matrix, without a copy. */
export function rowOf(matrix: Matrix, row: number): Float32Array {
  return matrix.values.subarray(row * matrix.dimensions, (row + 1) * matrix.dimensions)
}

/**
 * The rows that have a vector, in order; a row of zeros has none.
 *
 * @throws {KnowledgeError} DIMENSION_MISMATCH when the values are not rows × dimensions
 * @throws {KnowledgeError} BAD_INPUT when a number is not finite: it would poison every comparison
 */
export function rowsWithVector(matrix: Matrix): readonly number[] {
  const { rows, dimensions, values } = matrix
  if (values.length !== rows * dimensions) {
    throw new KnowledgeError(
      'DIMENSION_MISMATCH',
      `${values.length} numbers do not make ${rows} rows of ${dimensions}`,
      'embed the texts again; the vectors do not belong to them',
    )
  }
  const found: number[] = []
  for (let row = 0; row < rows; row++) {
    const vector = rowOf(matrix, row)
    if (!allFinite(vector)) {
      throw new KnowledgeError(
        'BAD_INPUT',
        `row ${row} of the vectors holds a number that is not finite`,
        'embed the texts again with an embedder that answers null where it has no vector',
      )
    }
    if (!isZero(vector)) found.push(row)
  }
  return found
}

/** False for zeros (nothing to compare) and for anything that is not finite. */
export function hasVector(vector: Float32Array): boolean {
  return allFinite(vector) && !isZero(vector)
}

/** Plain loops: whole matrices are looked through whenever a version is opened. */
function allFinite(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (!Number.isFinite(vector[i])) return false
  return true
}

function isZero(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (vector[i] !== 0) return false
  return true
}

/**
 * The rows with their similarity to the query, closest first: an inner product, which is their cosine as all have unit length. Equal
 * similarities come in the order of rows, so that equal input gives equal output.
 */
export function closestRows(matrix: Matrix, rows: readonly number[], query: Float32Array): Neighbour[] {
  const found: Neighbour[] = []
  const whole = rows.length - (rows.length % 4)
  for (let i = 0; i < whole; i += 4) addFour(found, matrix, rows, i, query)
  for (let i = whole; i < rows.length; i++) {
    const row = rows[i] as number
    found.push({ row, similarity: cosine(productOf(matrix, row, query)) })
  }
  return found.sort((left, right) => right.similarity - left.similarity || left.row - right.row)
}

/** Each sum waits for its own last addition only: four rows at once take about as long as one, and come out the same. */
function addFour(found: Neighbour[], matrix: Matrix, rows: readonly number[], at: number, query: Float32Array): void {
  const { values, dimensions } = matrix
  const [a, b, c, d] = [rows[at], rows[at + 1], rows[at + 2], rows[at + 3]] as [number, number, number, number]
  const [aStart, bStart, cStart, dStart] = [a * dimensions, b * dimensions, c * dimensions, d * dimensions]
  let [aSum, bSum, cSum, dSum] = [0, 0, 0, 0]
  for (let i = 0; i < dimensions; i++) {
    const value = query[i] as number
    aSum += (values[aStart + i] as number) * value
    bSum += (values[bStart + i] as number) * value
    cSum += (values[cStart + i] as number) * value
    dSum += (values[dStart + i] as number) * value
  }
  found.push(
    { row: a, similarity: cosine(aSum) },
    { row: b, similarity: cosine(bSum) },
    { row: c, similarity: cosine(cSum) },
    { row: d, similarity: cosine(dSum) },
  )
}

function productOf({ values, dimensions }: Matrix, row: number, query: Float32Array): number {
  let sum = 0
  for (let i = 0; i < dimensions; i++) sum += (values[row * dimensions + i] as number) * (query[i] as number)
  return sum
}

/** Rounding may carry an inner product a little beyond what a cosine can be. */
function cosine(product: number): number {
  return Math.max(-1, Math.min(1, product))
}

/** @throws {KnowledgeError} DIMENSION_MISMATCH */
export function checkQueryDimensions(query: Float32Array, dimensions: number): void {
  if (query.length === dimensions) return
  throw new KnowledgeError(
    'DIMENSION_MISMATCH',
    `the question's vector has ${query.length} dimensions, the index ${dimensions}`,
    'embed the question with the embedder that the version pins',
  )
}
