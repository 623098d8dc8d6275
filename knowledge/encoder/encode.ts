import type { EncoderWeights } from './encoder-files.js'
import { encoderWords, runRows } from './word-rows.js'

/** Word vectors in the cache, so that the common words of a knowledge base are computed once. */
const CACHED_WORDS = 20_000

/** Turns a text into a unit vector, or null when it has no words. */
export type Encode = (text: string) => Float32Array | null

/**
 * The encoder as a function: each word is the sum of its own row (if it is in the vocabulary) and of its letter runs, divided by the
 * root of their number; words are weighted by rarity and added; the sum is scaled to unit length.
 */
export function createEncode(weights: EncoderWeights): Encode {
  const { shape, vocabulary, wordWeights, table, rowScales } = weights
  const { dimensions } = shape
  const rowOf = new Map(vocabulary.map((word, row) => [word, row]))
  const cache = new Map<string, Float32Array>()

  const addRow = (into: Float32Array, row: number, scale: number) => {
    const unit = scale * (rowScales[row] as number)
    const start = row * dimensions
    for (let d = 0; d < dimensions; d++) into[d] = (into[d] as number) + unit * (table[start + d] as number)
  }
  const wordVector = (word: string): Float32Array => {
    const known = cache.get(word)
    if (known !== undefined) return known
    const vector = new Float32Array(dimensions)
    const own = rowOf.get(word)
    const weight = own === undefined ? 1 : (wordWeights[own] as number)
    if (own !== undefined) addRow(vector, own, weight)
    const runs = runRows(word, shape)
    for (const row of runs) addRow(vector, row, weight / Math.sqrt(runs.length))
    if (cache.size >= CACHED_WORDS) cache.clear()
    cache.set(word, vector)
    return vector
  }

  return (text) => {
    const sum = new Float32Array(dimensions)
    for (const word of encoderWords(text)) {
      const vector = wordVector(word)
      for (let d = 0; d < dimensions; d++) sum[d] = (sum[d] as number) + (vector[d] as number)
    }
    let squares = 0
    for (const value of sum) squares += value * value
    if (squares === 0) return null
    const scale = 1 / Math.sqrt(squares)
    return sum.map((value) => value * scale)
  }
}
