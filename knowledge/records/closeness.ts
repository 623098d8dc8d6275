import { stems } from '../text/features.js'
import { fnv1a, mix32 } from '../text/hash32.js'
import { addsTo, eachDiffers } from './counterparts.js'

/**
 * From this closeness on, two questions are considered to ask the same.
 *
 * Chosen on CLINC150, HWU64 and SOFMattress (HINT3): there, 8 in 10 questions that join another have its intent. It errs towards
 * two groups instead of one: editors notice that at a glance, but not a question hidden in the wrong group.
 *
 * How rare a word is among all questions does not count. On these sets that is as good, and so the closeness of two questions
 * depends on these two alone: what others ask moves nobody to another group.
 */
export const SAME = 0.58

/** The threshold where each has a word that the other lacks: "fees for closing" is not "fees for registering". */
const SAME_THOUGH_EACH_DIFFERS = 0.73

/**
 * What may join the group of a text. `alike`: what probably asks the same. `nothing further`: what is closer, and has no word that
 * the text lacks. `same words`: what moreover lacks none of its words.
 */
export const REACHES = ['alike', 'nothing further', 'same words'] as const
export type Reach = (typeof REACHES)[number]

/** A text as it is compared: the beginnings of its words, which survive inflection, and runs of letters, which survive slips. */
export interface Features {
  /** hashes, ascending, each once */
  readonly stems: Uint32Array
  readonly letters: Uint32Array
}

/** @param words telling words, folded */
export function featuresOf(words: readonly string[]): Features {
  return { stems: distinct(stems(words)), letters: distinct(words.flatMap((word) => trigrams(` ${word} `))) }
}

/** 0…1: the mean, over stems and letters, of what both have to the geometric mean of what each has (Ochiai's coefficient). */
export function closenessOf(left: Features, right: Features): number {
  const stemsShared = ochiai(shared(left.stems, right.stems), left.stems.length, right.stems.length)
  return (stemsShared + ochiai(shared(left.letters, right.letters), left.letters.length, right.letters.length)) / 2
}

/**
 * The narrowest reach of `leader` within which `words` join it, or null when they do not.
 *
 * @param closeness of the two, at least SAME
 */
export function reachOf(words: readonly string[], leader: readonly string[], closeness: number): Reach | null {
  if (closeness < SAME_THOUGH_EACH_DIFFERS) return eachDiffers(words, leader) ? null : 'alike'
  if (addsTo(words, leader)) return 'alike'
  return addsTo(leader, words) ? 'nothing further' : 'same words'
}

/** How many hashes two ascending lists share. */
function shared(left: Uint32Array, right: Uint32Array): number {
  let count = 0
  for (let i = 0, j = 0; i < left.length && j < right.length; ) {
    const difference = (left[i] as number) - (right[j] as number)
    if (difference === 0) count++
    if (difference <= 0) i++
    if (difference >= 0) j++
  }
  return count
}

/** What two sets share, 0…1, by the number that they share and their sizes. */
function ochiai(shared: number, left: number, right: number): number {
  return left === 0 || right === 0 ? 0 : shared / Math.sqrt(left * right)
}

function distinct(hashes: readonly number[]): Uint32Array {
  return Uint32Array.from(new Set(hashes)).sort()
}

function trigrams(text: string): readonly number[] {
  return Array.from({ length: Math.max(0, text.length - 2) }, (_, start) => mix32(fnv1a(text, start, start + 3)))
}
