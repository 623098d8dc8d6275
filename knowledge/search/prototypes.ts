import type { Passage } from '../content/passage.js'
import type { Matrix } from '../ports.js'
import { rowProducts } from '../row-products.js'

/**
 * Where each pair lies as a whole: the mean direction of its phrasings and of the sentences of its answer. A question may lie close to
 * none of them, and still closer to what they have in common than to any other pair.
 *
 * @see Snell, Swersky & Zemel, Prototypical Networks for Few-shot Learning, 2017
 */
export interface Prototypes {
  /**
   * Cosines of a question with the prototypes of some pairs, −1…1.
   *
   * @param vector of unit length
   * @param heldOut row of a passage that its pair's prototype is to be without
   */
  cosines(pairs: readonly number[], vector: Float32Array, heldOut?: number): Float64Array
}

/** @param pairs how many the version has */
export function openPrototypes(passages: readonly Passage[], pairs: number, vectors: Matrix): Prototypes {
  const { dimensions, values } = vectors
  const rowAt = (row: number) => values.subarray(row * dimensions, (row + 1) * dimensions)
  const directions = new Float32Array(pairs * dimensions)
  passages.forEach(({ pair }, row) => {
    const direction = directions.subarray(pair * dimensions, (pair + 1) * dimensions)
    rowAt(row).forEach((value, d) => {
      direction[d] = (direction[d] as number) + value
    })
  })
  const lengths = Float64Array.from({ length: pairs }, (_, pair) => {
    const direction = directions.subarray(pair * dimensions, (pair + 1) * dimensions)
    const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0))
    if (length > 0) direction.set(direction.map((value) => value / length))
    return length
  })

  /** What is left of a cosine when one row is taken out of the sum that the prototype is the direction of. */
  const without = (row: number, pair: number, cosine: number, vector: Float32Array) => {
    const length = lengths[pair] as number
    const [alongPrototype = 0] = rowProducts(directions, [pair], rowAt(row))
    const [alongQuestion = 0] = rowProducts(values, [row], vector)
    const [own = 0] = rowProducts(values, [row], rowAt(row))
    const rest = length * length - 2 * length * alongPrototype + own
    return rest < 1e-6 ? 0 : (length * cosine - alongQuestion) / Math.sqrt(rest)
  }
  return {
    cosines(some, vector, heldOut) {
      const cosines = rowProducts(directions, some, vector)
      if (heldOut === undefined) return cosines
      const pair = passages[heldOut]?.pair ?? 0
      const at = some.indexOf(pair)
      if (at !== -1) cosines[at] = without(heldOut, pair, cosines[at] as number, vector)
      return cosines
    },
  }
}
