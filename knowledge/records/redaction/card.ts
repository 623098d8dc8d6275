import { type DigitGroup, digitRuns } from './digit-groups.js'
import type { Recogniser } from './recogniser.js'

const MIN_DIGITS = 13
const MAX_DIGITS = 19

/** Payment card numbers: 13 to 19 digits, grouped or not, with a card's first digit and a valid Luhn check. */
export const card: Recogniser = {
  kind: 'card',
  *find(text) {
    for (const groups of digitRuns(text)) {
      for (let first = 0; first < groups.length; first++) {
        const last = lastGroup(groups, first)
        if (last === -1) continue
        yield { start: groups[first]?.start ?? 0, end: groups[last]?.end ?? 0 }
        first = last
      }
    }
  },
}

/** The last group of the longest card number that begins with group `first`, or −1. */
function lastGroup(groups: readonly DigitGroup[], first: number): number {
  let digits = ''
  let found = -1
  for (let last = first; last < groups.length; last++) {
    digits += groups[last]?.digits ?? ''
    if (digits.length > MAX_DIGITS) break
    if (digits.length >= MIN_DIGITS && /^[2-6]/.test(digits) && passesLuhn(digits)) found = last
  }
  return found
}

/** @see ISO/IEC 7812-1, annex B */
function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits.at(-1 - place))
    const weighed = place % 2 === 0 ? digit : digit * 2
    sum += weighed > 9 ? weighed - 9 : weighed
  }
  return sum % 10 === 0
}
