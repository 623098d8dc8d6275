/** Digits of the shortest numbers, such as 112, and of the longest that E.164 allows. */
const LEAST_DIGITS = 3
const MOST_DIGITS = 15

/** The country code and the area code may stand in parentheses; later parentheses contain a remark. */
const FIRST_NUMBER = /(?:\(?\+\s?\d{1,3}\)?(?:\s?\(\d{1,5}\))?|\(\d{1,5}\)|\d)(?:(?:\s+|[.‐‑–-])?\d)*/
/** In `+49 (0)30` the zero is for domestic callers. */
const ZERO_AT_HOME = /(\+\s?\d{1,3}\)?)\s?\(0\)/
/** A number this short may be an area code, as in `030/123456`, or not a telephone number, as in `24 h: 900 123 456`. */
const MAYBE_AREA_CODE = /^(?:\+\d{1,8}|\d{1,6})$/

/**
 * The target of a telephone link: the first number in a text that may contain several numbers and remarks.
 *
 * @returns null when no number is certain: the citizen can still read the text, and does not call a stranger
 */
export function telAddress(phone: string): string | null {
  const text = phone.replace(ZERO_AT_HOME, '$1 ')
  const found = FIRST_NUMBER.exec(text)
  if (found === null) return null
  const number = found[0].replace(/[^\d+]/g, '')
  const rest = text.slice(found.index + found[0].length)
  if (MAYBE_AREA_CODE.test(number) && /\d/.test(rest)) return null
  const digits = number.replace('+', '').length
  return digits < LEAST_DIGITS || digits > MOST_DIGITS ? null : `tel:${number}`
}
