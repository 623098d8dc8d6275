import { slipsBetween } from '../../text/slips.js'
import type { Vocabulary } from './vocabulary.js'

/** One letter in so many may be wrong; with more, too many words are as near as the one that is meant. */
const LETTERS_PER_SLIP = 3

interface Spelled {
  readonly word: string
  /** its place among all words */
  readonly place: number
  /** one bit for each letter that is in it */
  readonly letters: number
}

/**
 * Finds the word that the fewest slips of the finger lie to, if they are few for its length; of several the most frequent.
 *
 * @param mostSlips however long it is
 * @param isCandidate which words may be meant by one; all, unless told otherwise
 */
export function nearestWord(
  vocabulary: Vocabulary,
  mostSlips: number,
  isCandidate: (word: string, known: string) => boolean = () => true,
): (word: string) => string | undefined {
  const byLength: Spelled[][] = []
  for (const [place, word] of vocabulary.entries()) {
    byLength[word.length] ??= []
    byLength[word.length]?.push({ word, place, letters: lettersOf(word) })
  }
  return (word) => {
    const letters = lettersOf(word)
    let nearest: Spelled | undefined
    let fewest = Math.min(mostSlips, Math.floor(word.length / LETTERS_PER_SLIP))
    for (let length = word.length - fewest; length <= word.length + fewest; length++) {
      for (const known of byLength[length] ?? []) {
        // A slip takes one letter out of the set and puts one in at most: quick to see, and rules out nearly every word.
        if (countBits(letters & ~known.letters) > fewest || countBits(known.letters & ~letters) > fewest) continue
        if (!isCandidate(word, known.word)) continue
        const slips = slipsBetween(word, known.word)
        const isNearer = slips < fewest || (slips === fewest && known.place < (nearest?.place ?? vocabulary.length))
        if (!isNearer) continue
        nearest = known
        fewest = slips
      }
    }
    return nearest?.word
  }
}

/** Letters that are 32 apart in the character table share a bit, which costs a comparison more now and then. */
function lettersOf(word: string): number {
  let letters = 0
  for (let i = 0; i < word.length; i++) letters |= 1 << (word.charCodeAt(i) & 31)
  return letters
}

function countBits(mask: number): number {
  let count = 0
  for (let rest = mask; rest !== 0; rest &= rest - 1) count++
  return count
}
