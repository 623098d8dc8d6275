import { KnowledgeError } from '../errors.js'
import type { Matrix } from '../ports.js'

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

/** Inner product of a row and a query, which is their cosine as both have unit length. */
export function similarityTo(matrix: Matrix, row: number, query: Float32Array): number {
  const vector = rowOf(matrix, row)
  let sum = 0
  for (let i = 0; i < query.length; i++) sum += (vector[i] as number) * (query[i] as number)
  return Math.max(-1, Math.min(1, sum))
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
