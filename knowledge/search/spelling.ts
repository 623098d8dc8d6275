import { stem } from './features.js'

/** Shorter words have too many neighbours for a correction to be a good guess. */
const SHORTEST_CORRECTED = 4

/** Replaces a word the knowledge base does not know by one it does, when a single slip of the finger lies between them. */
export type SpellingCorrector = (word: string) => string

/**
 * A corrector towards the words of the knowledge base. Known words, words whose stem is known, short words and anything with
 * a digit in it (form codes, amounts) stay as they are. Of several neighbours the most frequent wins.
 *
 * @param texts the words of every text, folded
 */
export function spellingCorrector(texts: Iterable<readonly string[]>): SpellingCorrector {
  const counts = new Map<string, number>()
  for (const words of texts) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const stems = new Set([...counts.keys()].map(stem))
  const byLength = new Map<number, string[]>()
  for (const word of [...counts.keys()].sort(byCountThenAlphabet(counts))) {
    const sameLength = byLength.get(word.length)
    if (sameLength === undefined) byLength.set(word.length, [word])
    else sameLength.push(word)
  }

  return (word) => {
    if (word.length < SHORTEST_CORRECTED || counts.has(word) || /\d/.test(word)) return word
    if (word.length > stem(word).length && stems.has(stem(word))) return word
    const neighbours = [word.length - 1, word.length, word.length + 1].flatMap((length) => {
      const nearest = byLength.get(length)?.find((known) => isWithinOneEdit(word, known))
      return nearest === undefined ? [] : [nearest]
    })
    return neighbours.sort(byCountThenAlphabet(counts))[0] ?? word
  }
}

function byCountThenAlphabet(counts: ReadonlyMap<string, number>) {
  return (left: string, right: string) => (counts.get(right) ?? 0) - (counts.get(left) ?? 0) || (left < right ? -1 : 1)
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
  const leftRest = left.slice(start, leftEnd)
  const rightRest = right.slice(start, rightEnd)
  if (leftRest.length <= 1 && rightRest.length <= 1) return true
  return leftRest.length === 2 && rightRest === `${leftRest[1]}${leftRest[0]}`
}
