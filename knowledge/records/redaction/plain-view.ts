/**
 * A text as the recognisers see it: compatibility forms unified; no accents, invisible or control characters; the digits of every
 * script as 0–9, every dash as `-`, every white space except line breaks as a space. The original text is not changed.
 */
export interface PlainView {
  readonly text: string
  /** The span of the original that belongs to a span of the view. */
  original(span: Span): Span
}

/** From `start` up to, not including, `end`; in UTF-16 units. */
export interface Span {
  readonly start: number
  readonly end: number
}

const DROPPED = /[\p{M}\p{Cf}\p{Cc}]/u
const DIGIT = /\p{Nd}/u
const DASH = /[\p{Pd}\u2212]/u
const SPACE = /[\p{Zs}\t]/u
const LINE_BREAK = /[\n\r\u2028\u2029]/

export function plainView(original: string): PlainView {
  const parts: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  let at = 0
  for (const character of original) {
    for (const plain of plainForm(character)) {
      parts.push(plain)
      for (let unit = 0; unit < plain.length; unit++) {
        starts.push(at)
        ends.push(at + character.length)
      }
    }
    at += character.length
  }
  return {
    text: parts.join(''),
    original: ({ start, end }) => ({ start: starts[start] ?? at, end: ends[end - 1] ?? at }),
  }
}

function plainForm(character: string): readonly string[] {
  if (character >= '!' && character <= '~') return [character]
  return [...character.normalize('NFKD')].flatMap((part) => {
    if (LINE_BREAK.test(part)) return ['\n']
    if (SPACE.test(part)) return [' ']
    if (DROPPED.test(part)) return []
    if (DASH.test(part)) return ['-']
    return [DIGIT.test(part) ? decimalDigit(part) : part]
  })
}

const knownDigits = new Map<string, string>()

/** Unicode orders the ten digits of a script consecutively, zero first; blocks of digits may be adjacent. */
function decimalDigit(digit: string): string {
  const known = knownDigits.get(digit)
  if (known !== undefined) return known
  const code = digit.codePointAt(0) ?? 0
  let zero = code
  while (DIGIT.test(String.fromCodePoint(zero - 1))) zero--
  const decimal = String((code - zero) % 10)
  knownDigits.set(digit, decimal)
  return decimal
}
