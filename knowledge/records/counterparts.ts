import { stem } from '../text/features.js'

/** Words of this length or shorter must be equal: nearly every other short word is one typing mistake away. */
const COUNTERPART_CHARS = 3

type AreCounterparts = (left: string, right: string) => boolean

/** Whether each has a word without a counterpart in the other: the same word, a word with the same beginning, or a typing mistake. */
export function eachDiffers(left: readonly string[], right: readonly string[]): boolean {
  return lacks(left, right, beginAlike) && lacks(right, left, beginAlike)
}

/** Whether a text has a word that the other does not have in any form, inflected or with a typing mistake. */
export function addsTo(words: readonly string[], others: readonly string[]): boolean {
  return lacks(words, others, haveOneStem)
}

function lacks(words: readonly string[], others: readonly string[], areCounterparts: AreCounterparts): boolean {
  return words.some((word) => !others.some((other) => areCounterparts(word, other)))
}

function beginAlike(left: string, right: string): boolean {
  if (left === right) return true
  return areLong(left, right) && (commonPrefix(left, right) >= COUNTERPART_CHARS || isOneSlipAway(left, right))
}

function haveOneStem(left: string, right: string): boolean {
  if (left === right) return true
  return areLong(left, right) && (stem(left) === stem(right) || isOneSlipAway(left, right))
}

function areLong(left: string, right: string): boolean {
  return Math.min(left.length, right.length) > COUNTERPART_CHARS
}

/** Whether one letter more, less, other, or two exchanged make one word of the other. Counting slips is for those that have more. */
function isOneSlipAway(left: string, right: string): boolean {
  const [long, short] = left.length >= right.length ? [left, right] : [right, left]
  if (long.length - short.length > 1) return false
  const begin = commonPrefix(long, short)
  let end = 0
  while (end < short.length - begin && long[long.length - 1 - end] === short[short.length - 1 - end]) end++
  const [more, less] = [long.length - end - begin, short.length - end - begin]
  if (more <= 1) return true
  return more === 2 && less === 2 && long[begin] === short[begin + 1] && long[begin + 1] === short[begin]
}

function commonPrefix(left: string, right: string): number {
  let length = 0
  while (length < left.length && left[length] === right[length]) length++
  return length
}
