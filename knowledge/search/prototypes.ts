import { rowProducts } from '../basics/row-products.js'
import type { Passage } from '../content/passage.js'
import type { Matrix } from '../ports.js'

/**
 * The position of each pair as a whole: the mean direction of its phrasings and of the sentences of its answer. A question may be close
 * to none of them and still closer to their mean than to any other pair.
 *
 * @see Snell, Swersky & Zemel, Prototypical Networks for Few-shot Learning, 2017
 */
export interface Prototypes {
  /**
   * @param vector of a question, of unit length, or null where it has none
   * @param heldOut row of a passage to exclude from its pair's prototype
   * @returns null where there is nothing to compare
   */
  cosinesWith(vector: Float32Array | null, heldOut?: number): PairCosines | null
}

/** Cosines of a question with the prototypes of some pairs, −1…1. */
export type PairCosines = (pairs: readonly number[]) => Float64Array

/** @param pairs number of pairs in the version */
export function openPrototypes(
  passages: readonly Passage[],
  pairs: number,
  { dimensions, values }: Matrix,
): Prototypes {
  const directions = new Float32Array(pairs * dimensions)
  const lengths = new Float64Array(pairs)
  // Plain loops for speed: whole matrices are scanned whenever a version is opened.
  for (const [row, { pair }] of passages.entries()) {
    for (let d = 0; d < dimensions; d++) {
      const at = pair * dimensions + d
      directions[at] = (directions[at] as number) + (values[row * dimensions + d] as number)
    }
  }
  for (let pair = 0; pair < pairs; pair++) {
    const start = pair * dimensions
    let squares = 0
    for (let at = start; at < start + dimensions; at++) squares += (directions[at] as number) ** 2
    const length = Math.sqrt(squares)
    lengths[pair] = length
    if (length === 0) continue
    for (let at = start; at < start + dimensions; at++) directions[at] = (directions[at] as number) / length
  }

  /** The cosine with a prototype that excludes one row. */
  const without = (row: number, pair: number, cosine: number, vector: Float32Array) => {
    const length = lengths[pair] as number
    const held = values.subarray(row * dimensions, (row + 1) * dimensions)
    const [alongPrototype = 0] = rowProducts(directions, [pair], held)
    const [alongQuestion = 0] = rowProducts(values, [row], vector)
    const [own = 0] = rowProducts(values, [row], held)
    const rest = length * length - 2 * length * alongPrototype + own
    return rest < 1e-6 ? 0 : (length * cosine - alongQuestion) / Math.sqrt(rest)
  }
  return {
    cosinesWith(vector, heldOut) {
      if (vector === null) return null
      return (some) => {
        const cosines = rowProducts(directions, some, vector)
        if (heldOut === undefined) return cosines
        const pair = passages[heldOut]?.pair ?? 0
        const at = some.indexOf(pair)
        if (at !== -1) cosines[at] = without(heldOut, pair, cosines[at] as number, vector)
        return cosines
      }
    },
  }
}
