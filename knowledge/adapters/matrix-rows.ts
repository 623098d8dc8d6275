import { rowProducts } from '../basics/row-products.js'
import { KnowledgeError } from '../errors.js'
import type { Matrix, Neighbour } from '../ports.js'

/** Row `row` of the matrix, as a view without a copy. */
export function rowOf(matrix: Matrix, row: number): Float32Array {
  return matrix.values.subarray(row * matrix.dimensions, (row + 1) * matrix.dimensions)
}

/**
 * The rows that have a vector, in order; a row of zeros has none.
 *
 * @throws {KnowledgeError} DIMENSION_MISMATCH when the values are not rows × dimensions
 * @throws {KnowledgeError} BAD_INPUT when a number is not finite: it would invalidate every comparison
 */
export function rowsWithVector(matrix: Matrix): readonly number[] {
  const { rows, dimensions, values } = matrix
  if (values.length !== rows * dimensions) {
    throw new KnowledgeError(
      'DIMENSION_MISMATCH',
      { what: 'matrix', numbers: values.length, rows, dimensions },
      { do: 'embed-again' },
    )
  }
  const found: number[] = []
  for (let row = 0; row < rows; row++) {
    const vector = rowOf(matrix, row)
    if (!allFinite(vector)) {
      throw new KnowledgeError('BAD_INPUT', { what: 'vector-not-finite', row }, { do: 'embed-with-null' })
    }
    if (!isZero(vector)) found.push(row)
  }
  return found
}

/** False for zeros (nothing to compare) and for anything that is not finite. */
export function hasVector(vector: Float32Array): boolean {
  return allFinite(vector) && !isZero(vector)
}

/** Plain loops for speed: whole matrices are scanned whenever a version is opened. */
function allFinite(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (!Number.isFinite(vector[i])) return false
  return true
}

function isZero(vector: Float32Array): boolean {
  for (let i = 0; i < vector.length; i++) if (vector[i] !== 0) return false
  return true
}

/**
 * The `k` rows closest to the query, closest first, with their similarity: the inner product, which is the cosine since all have unit
 * length. Equal similarities are in the order of rows, so that equal input gives equal output.
 */
export function closestRows(matrix: Matrix, rows: readonly number[], query: Float32Array, k: number): Neighbour[] {
  // Rounding may push an inner product slightly outside −1…1.
  const similarities = rowProducts(matrix.values, rows, query).map((product) => Math.max(-1, Math.min(1, product)))
  const least = leastStep(similarities, k)
  const found: Neighbour[] = []
  for (let i = 0; i < rows.length; i++) {
    const similarity = similarities[i] as number
    if (stepOf(similarity) >= least) found.push({ row: rows[i] as number, similarity })
  }
  return found.sort((left, right) => right.similarity - left.similarity || left.row - right.row).slice(0, k)
}

const STEPS = 1_024

/** The highest step of similarity that at least `k` rows reach; 0 where there are fewer rows. Only rows from it on need to be sorted. */
function leastStep(similarities: Float64Array, k: number): number {
  const counts = new Uint32Array(STEPS + 1)
  for (let i = 0; i < similarities.length; i++) {
    const step = stepOf(similarities[i] as number)
    counts[step] = (counts[step] as number) + 1
  }
  let step = STEPS
  for (let reached = counts[step] as number; reached < k && step > 0; reached += counts[step] as number) step--
  return step
}

function stepOf(similarity: number): number {
  return Math.floor(((similarity + 1) / 2) * STEPS)
}

/** @throws {KnowledgeError} DIMENSION_MISMATCH */
export function checkQueryDimensions(query: Float32Array, dimensions: number): void {
  if (query.length === dimensions) return
  throw new KnowledgeError(
    'DIMENSION_MISMATCH',
    { what: 'query', found: query.length, wanted: dimensions },
    { do: 'embed-with-pinned' },
  )
}
