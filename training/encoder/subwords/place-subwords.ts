import type { TableShape } from '../../../knowledge/encoder/word-rows.js'
import { CONTINUES, learnSubwords } from './learn-subwords.js'

/** Which rows of the table make up the words of a corpus, and with what weight. */
export interface Placing {
  readonly shape: TableShape
  /** what the rows that have a name are called, in row order, and the weight of each */
  readonly vocabulary: readonly string[]
  readonly vocabularyWeights: Float32Array
  /** weight of the whole word in a sentence */
  weightOf(word: string): number
  rowsOf(word: string): readonly PlacedRow[]
}

export interface PlacedRow {
  readonly row: number
  readonly scale: number
}

/**
 * Places words by pieces learned from the corpus. Each piece has a row and a weight of its own, rarer pieces more, so that a
 * sentence is the weighted mean of its pieces whatever words they belong to.
 *
 * @param weigh weight of something that makes up this share of a corpus
 */
export function placeSubwords(
  words: readonly string[],
  counts: readonly number[],
  { words: most, dimensions }: TableShape,
  weigh: (share: number) => number,
): Placing {
  const vocabulary = learnSubwords(words, counts, most)
  const piecesOf = segmenter(vocabulary)
  const seen = new Float64Array(vocabulary.length)
  let total = 0
  words.forEach((word, i) => {
    for (const piece of piecesOf(word)) {
      seen[piece] = (seen[piece] as number) + (counts[i] ?? 0)
      total += counts[i] ?? 0
    }
  })
  const vocabularyWeights = Float32Array.from(seen, (count) => weigh(count / Math.max(1, total)))
  return {
    shape: { words: vocabulary.length, buckets: 0, dimensions },
    vocabulary,
    vocabularyWeights,
    weightOf: () => 1,
    rowsOf: (word) => piecesOf(word).map((row) => ({ row, scale: vocabularyWeights[row] ?? 1 })),
  }
}

/**
 * Cuts words as WordPiece does, from the left, the longest known piece each time.
 *
 * @returns a function that gives the numbers of a word's pieces; none when some part of it is unknown
 */
export function segmenter(vocabulary: readonly string[]): (word: string) => readonly number[] {
  const idOf = new Map(vocabulary.map((piece, id) => [piece, id]))
  return (word) => {
    const letters = [...word]
    const idOfPart = (start: number, end: number) =>
      idOf.get((start === 0 ? '' : CONTINUES) + letters.slice(start, end).join(''))
    const pieces: number[] = []
    let start = 0
    while (start < letters.length) {
      let end = letters.length
      while (end > start && idOfPart(start, end) === undefined) end--
      const id = idOfPart(start, end)
      if (id === undefined) return []
      pieces.push(id)
      start = end
    }
    return pieces
  }
}
