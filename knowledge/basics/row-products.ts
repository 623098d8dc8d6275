/**
 * The inner products of a vector with some rows of a matrix, each summed in the order of dimensions. Each addition waits only for the
 * previous one of its own sum: four rows at once take about as long as one, with the same results.
 *
 * @param values the matrix, row by row, each as long as the vector
 * @param rows numbers of the rows
 */
export function rowProducts(values: Float32Array, rows: readonly number[], vector: Float32Array): Float64Array {
  const dimensions = vector.length
  const products = new Float64Array(rows.length)
  const last = rows.length - 1
  for (let i = 0; i <= last; i += 4) {
    // The last group may hold fewer than four rows: the last row fills the missing places.
    const [bPlace, cPlace, dPlace] = [Math.min(i + 1, last), Math.min(i + 2, last), Math.min(i + 3, last)]
    const aStart = (rows[i] as number) * dimensions
    const bStart = (rows[bPlace] as number) * dimensions
    const cStart = (rows[cPlace] as number) * dimensions
    const dStart = (rows[dPlace] as number) * dimensions
    let a = 0
    let b = 0
    let c = 0
    let d = 0
    for (let at = 0; at < dimensions; at++) {
      const value = vector[at] as number
      a += (values[aStart + at] as number) * value
      b += (values[bStart + at] as number) * value
      c += (values[cStart + at] as number) * value
      d += (values[dStart + at] as number) * value
    }
    products[i] = a
    products[bPlace] = b
    products[cPlace] = c
    products[dPlace] = d
  }
  return products
}
