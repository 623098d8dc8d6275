import { validDate } from './calendar.js'
import type { Span } from './plain-view.js'

/** Adjacent digits; `before` is the separator from the previous group. */
export interface DigitGroup extends Span {
  readonly digits: string
  readonly before: string
}

const RUN = /\d[\d ().\-/\u00b7]*/g

/** Longest separator inside one number, e.g. `) - `. */
const MAX_SEPARATOR_CHARS = 4

const CURRENCY_AFTER = /^ {0,2}(?:[€$£%‰]|(?:eur|euros?|usd|dolar(?:es)?|dollars?|pesos?)\b)/i
const CURRENCY_BEFORE = /(?:[€$£]|\b(?:eur|usd)) ?$/i

/** Runs of digit groups that may be one number, or several in a row. */
export function* digitRuns(text: string): Generator<readonly DigitGroup[]> {
  for (const { 0: run, index } of text.matchAll(RUN)) {
    let groups: DigitGroup[] = []
    for (const { 0: digits, index: offset } of run.matchAll(/\d+/g)) {
      const start = index + offset
      const previous = groups.at(-1)
      const before = previous === undefined ? '' : text.slice(previous.end, start)
      if (before.length > MAX_SEPARATOR_CHARS) {
        yield groups
        groups = []
      }
      groups.push({ digits, start, end: start + digits.length, before })
    }
    yield groups
  }
}

/** Whether a number is a sum of money or a share: next to a currency or a percent sign, or with decimals. */
export function isAmount(text: string, { start, end }: Span): boolean {
  const after = text.slice(end, end + 12)
  return (
    /^,\d/.test(after) || CURRENCY_AFTER.test(after) || CURRENCY_BEFORE.test(text.slice(Math.max(0, start - 5), start))
  )
}

/** Whether the first three groups are a date such as `15/01/2024`, `15.1.24`, `2024-01-15` or `15 01 2024`. */
export function beginWithDate([first, second, third]: readonly DigitGroup[]): boolean {
  if (first === undefined || second === undefined || third === undefined) return false
  const separator = second.before
  if (separator !== third.before || !/^[-/. ]$/.test(separator)) return false
  const [a, b, c] = [first.digits, second.digits, third.digits]
  if (b.length > 2) return false
  if (isYear(a) && c.length <= 2) return validDate(Number(a), Number(b), Number(c))
  if (a.length > 2) return false
  if (isYear(c)) return validDate(Number(c), Number(b), Number(a)) || validDate(Number(c), Number(a), Number(b))
  return c.length === 2 && separator !== ' ' && validDate(2000 + Number(c), Number(b), Number(a))
}

/** Whether eight digits are a date without separators: `20240115` or `15012024`. */
export function isCompactDate(digits: string): boolean {
  const part = (from: number, to: number) => Number(digits.slice(from, to))
  return (
    digits.length === 8 &&
    ((isYear(digits.slice(0, 4)) && validDate(part(0, 4), part(4, 6), part(6, 8))) ||
      (isYear(digits.slice(4)) && validDate(part(4, 8), part(2, 4), part(0, 2))))
  )
}

export function isYear(digits: string): boolean {
  return /^(?:19|20)\d\d$/.test(digits)
}
