import { stem } from './features.js'
import { replaceWords, words } from './normalise.js'

/** Shorter words have too many neighbours for a correction to be a good guess. */
const SHORTEST_CORRECTED = 4

/** Replaces a word the knowledge base does not know by one it does, when a single slip of the finger lies between them. */
export type SpellingCorrector = (word: string) => string

/** The different words of all texts, most frequent first; words that are equally frequent in alphabetical order. */
export type Vocabulary = readonly string[]

/** @param counts how often each word occurs */
export function vocabularyOf(counts: ReadonlyMap<string, number>): Vocabulary {
  const byCountThenAlphabet = ([left, leftCount]: Counted, [right, rightCount]: Counted) =>
    rightCount - leftCount || (left < right ? -1 : 1)
  return [...counts].sort(byCountThenAlphabet).map(([word]) => word)
}

type Counted = readonly [word: string, count: number]

/**
 * A corrector towards the words of the knowledge base. Known words, words whose stem is known, words of any language that people
 * write, short words and anything with a digit in it (form codes, amounts) stay as they are. Of several neighbours the most frequent
 * wins.
 *
 * @param vocabulary the words of every text, folded
 * @param common words that are right although no text has them: "casa" is not "cada"
 */
export function spellingCorrector(vocabulary: Vocabulary, common: ReadonlySet<string>): SpellingCorrector {
  const places = new Map(vocabulary.map((word, place) => [word, place]))
  const stems = new Set(vocabulary.map(stem))
  const byLength = new Map<number, string[]>()
  for (const word of vocabulary) {
    const sameLength = byLength.get(word.length)
    if (sameLength === undefined) byLength.set(word.length, [word])
    else sameLength.push(word)
  }
  const placeOf = (word: string) => places.get(word) ?? places.size

  return (word) => {
    if (word.length < SHORTEST_CORRECTED || places.has(word) || common.has(word) || /\d/.test(word)) return word
    if (word.length > stem(word).length && stems.has(stem(word))) return word
    const neighbours = [word.length - 1, word.length, word.length + 1].flatMap((length) => {
      const nearest = byLength.get(length)?.find((known) => isWithinOneEdit(word, known))
      return nearest === undefined ? [] : [nearest]
    })
    return neighbours.sort((left, right) => placeOf(left) - placeOf(right))[0] ?? word
  }
}

/** The text with its misspelt words mended, and everything else as it was written: a sentence model reads accents and capitals. */
export function mendText(text: string, mend: SpellingCorrector): string {
  return replaceWords(text, (written) => {
    const parts = words(written)
    const mended = parts.map(mend)
    return mended.every((word, i) => word === parts[i]) ? written : mended.join(' ')
  })
}

/**
 * Whether one letter inserted, left out, replaced, or swapped with its neighbour makes one word of the other.
 *
 * @see Damerau, A Technique for Computer Detection and Correction of Spelling Errors, 1964
 */
export function isWithinOneEdit(left: string, right: string): boolean {
  if (Math.abs(left.length - right.length) > 1) return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start++
  let leftEnd = left.length
  let rightEnd = right.length
  while (leftEnd > start && rightEnd > start && left[leftEnd - 1] === right[rightEnd - 1]) {
    leftEnd--
    rightEnd--
  }
  const [leftRest, rightRest] = [leftEnd - start, rightEnd - start]
  if (leftRest <= 1 && rightRest <= 1) return true
  const swapped = left[start] === right[start + 1] && left[start + 1] === right[start]
  return leftRest === 2 && rightRest === 2 && swapped
}
