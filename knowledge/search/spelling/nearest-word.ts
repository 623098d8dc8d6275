import { slipsBetween } from '../../text/slips.js'
import type { Vocabulary } from './vocabulary.js'

/** One mistake is allowed per this many letters; with more, too many words are equally near. */
const LETTERS_PER_SLIP = 3

/** In length, between a word and the one that is meant; one mistake changes it by one letter at most. */
const DIFFERENCES = [0, 1, -1, 2, -2, 3, -3]

interface Spelled {
  readonly word: string
  /** its position in the vocabulary */
  readonly place: number
  /** bit set of its letters */
  readonly letters: number
}

/**
 * Finds the word that is the fewest typing mistakes away, if they are few for its length; of several, the most frequent.
 *
 * @param mostSlips the most mistakes allowed at any length, three at most
 * @param isCandidate whether a known word may be meant; all may by default
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
    // From the word's own length outwards: a near word found early rules out most of the others unread.
    for (const difference of DIFFERENCES) {
      if (Math.abs(difference) > fewest) continue
      for (const known of byLength[word.length + difference] ?? []) {
        // A mistake removes and adds at most one letter of the set: a fast check that rules out nearly every word.
        if (countBits(letters & ~known.letters) > fewest || countBits(known.letters & ~letters) > fewest) continue
        if (!isCandidate(word, known.word)) continue
        const slips = slipsBetween(word, known.word, fewest)
        const isNearer = slips < fewest || (slips === fewest && known.place < (nearest?.place ?? vocabulary.length))
        if (!isNearer) continue
        nearest = known
        fewest = slips
      }
    }
    return nearest?.word
  }
}

/** Letters whose codes differ by 32 share a bit, which occasionally costs a further comparison. */
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
