import { fnv1a, mix32 } from '../text/hash32.js'
import { wholeWords } from '../text/normalise.js'

/**
 * The rows of a word in the encoder's table: its own row when it is in the vocabulary, and one row for each of its letter
 * runs, shared by hashing. A misspelt or unknown word still has most of its runs.
 *
 * @see Bojanowski et al., Enriching Word Vectors with Subword Information, 2017
 */

/** Lengths of runs in letters, including the borders. */
const SHORTEST_RUN = 3
const LONGEST_RUN = 5

/** The shape of a table: rows 0…words−1 belong to the vocabulary, the rest to hashed runs. */
export interface TableShape {
  readonly words: number
  readonly buckets: number
  readonly dimensions: number
}

/** Most words of one text that are encoded; further words add little to a mean and cost time. */
export const MOST_WORDS = 256

/** The words of a text as the encoder sees them. */
export function encoderWords(text: string): readonly string[] {
  return wholeWords(text).slice(0, MOST_WORDS)
}

/**
 * Rows of one word's letter runs: equal words have equal rows, on every machine.
 *
 * @returns row numbers in `words … words + buckets − 1`
 */
export function runRows(word: string, { words: vocabulary, buckets }: TableShape): Int32Array {
  const bordered = `<${word}>`
  const rows: number[] = []
  for (let length = SHORTEST_RUN; length <= LONGEST_RUN; length++) {
    for (let start = 0; start + length <= bordered.length; start++) {
      rows.push(vocabulary + (mix32(fnv1a(bordered, start, start + length)) % buckets))
    }
  }
  return Int32Array.from(rows)
}
