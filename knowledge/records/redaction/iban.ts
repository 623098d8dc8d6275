import { getCountrySpecifications, isValidIBAN } from 'ibantools'
import type { Recogniser } from './recogniser.js'

const HEAD = /(?<![\p{L}\p{N}])[a-z]{2}[ .-]?\d ?\d(?=[ .-]{0,2}[a-z0-9])/giu
const CHECKED_CHARS = 4
const SEPARATORS = ' .-'

const specifications = getCountrySpecifications()

/** International bank account numbers, spaced or not. A wrong checksum is accepted where the rest is all digits: a typing mistake. */
export const iban: Recogniser = {
  kind: 'iban',
  *find(text) {
    for (const { 0: head, index } of text.matchAll(HEAD)) {
      const country = head.slice(0, 2).toUpperCase()
      const length = specifications[country]?.chars ?? null
      const found = length === null ? null : take(text, index, length)
      if (found === null) continue
      if (isValidIBAN(found.characters) || /^\d+$/.test(found.characters.slice(CHECKED_CHARS))) {
        yield { start: index, end: found.end }
      }
    }
  },
}

/** The next `count` letters and digits, skipping up to two separators between any two. */
function take(
  text: string,
  start: number,
  count: number,
): { readonly characters: string; readonly end: number } | null {
  let characters = ''
  let separators = 0
  let at = start
  for (; at < text.length && characters.length < count; at++) {
    const character = text.charAt(at)
    if (/[a-z0-9]/i.test(character)) {
      characters += character.toUpperCase()
      separators = 0
    } else if (SEPARATORS.includes(character) && separators < 2) separators++
    else return null
  }
  return characters.length === count && !/[\p{L}\p{N}]/u.test(text.charAt(at)) ? { characters, end: at } : null
}
