import { unified } from './unified.js'

/** All control and invisible characters but the ones that part words or lines. */
const INVISIBLE = /[^\P{Cc}\n\r\t]+|\p{Cf}+/gu
const WHITE_SPACE = /\s+/g
const LINE_BREAK = /[\n\r\u2028\u2029]/

/**
 * A text from outside in the form in which everything may read it: compatibility forms unified (NFKC), control and invisible
 * characters removed, white space collapsed to one space or one line break, and not longer than `mostChars`. What `normalise` makes of
 * it is what it makes of the whole text. Takes time proportional to the length of the text.
 *
 * @param mostChars in UTF-16 code units
 */
export function readText(text: string, mostChars: number): string {
  // Cut before it is unified, too: that lengthens some characters 18-fold.
  return cutTo(collapsed(unified(cutTo(collapsed(text), mostChars))), mostChars)
}

function collapsed(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(WHITE_SPACE, (run) => (LINE_BREAK.test(run) ? '\n' : ' '))
    .trim()
}

function cutTo(text: string, mostChars: number): string {
  if (text.length <= mostChars) return text
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(mostChars - 1))
  return text.slice(0, splitsPair ? mostChars - 1 : mostChars)
}
