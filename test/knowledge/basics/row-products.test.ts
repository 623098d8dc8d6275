import { expect, it } from 'vitest'
import { rowProducts } from '../../../knowledge/basics/row-products.js'
import { seededRandom } from '../../support/seeded-vectors.js'

it.each([0, 1, 2, 3, 4, 5, 7, 8, 130])('multiplies %i rows to the last bit as one after the other', (count) => {
  const random = seededRandom(count)
  const dimensions = 13
  const numbers = (length: number) => Float32Array.from({ length }, () => random() - 0.5)
  const [values, vector] = [numbers(200 * dimensions), numbers(dimensions)]
  const rows = Array.from({ length: count }, () => Math.floor(random() * 200))

  const plain = rows.map((row) => vector.reduce((sum, one, i) => sum + one * (values[row * dimensions + i] ?? 0), 0))

  expect([...rowProducts(values, rows, vector)]).toEqual(plain)
})
