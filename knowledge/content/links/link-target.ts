/** More than any address. */
export const MOST_TARGET_CHARS = 2_000

/** What a link leads to, as it was written. */
export interface Target {
  readonly address: string
  /** from the bracket on */
  readonly written: string
  readonly length: number
  /** whether it is written as Markdown wants it */
  readonly sound: boolean
}

/** What is surely an address, though a space comes before its bracket, or none after it. */
const SURE = /^(?:https?:\/\/|www\.|mailto:|tel:)/i

/** What comes after a link's text, up to its closing bracket; null when it is no target. */
export function targetIn(rest: string): Target | null {
  const [gap = ''] = /^[ \t]{0,2}/.exec(rest) ?? []
  if (rest[gap.length] !== '(') return null
  const start = gap.length + 1
  const end = closingParenthesis(rest, start)
  const inside = end === null ? (/^[^\s<>]*/.exec(rest.slice(start))?.[0] ?? '') : rest.slice(start, end)
  const address = withoutTitle(inside)
    .replace(/^<([^<>]*)>$/, '$1')
    .trim()
  if ((gap !== '' || end === null) && !SURE.test(address)) return null
  const length = end === null ? start + inside.length : end + 1
  const sound = gap === '' && end !== null && !/\s/.test(address)
  return { address, written: rest.slice(0, length), length, sound }
}

/** An address without the title that may follow it. */
export function withoutTitle(written: string): string {
  const text = written.trim()
  const closing = text.at(-1) ?? ''
  const open = closing === '"' || closing === "'" ? text.lastIndexOf(closing, text.length - 2) : text.lastIndexOf(' (')
  const title = closing === ')' ? open !== -1 : open > 0 && /\s/.test(text[open - 1] ?? '')
  return title && /["')]/.test(closing) ? text.slice(0, open).trim() : text
}

function closingParenthesis(rest: string, start: number): number | null {
  let depth = 0
  for (let at = start; at < rest.length && rest[at] !== '\n'; at++) {
    const sign = rest[at]
    if (sign === '\\') at++
    else if (sign === '(') depth++
    else if (sign === ')' && --depth < 0) return at
  }
  return null
}
