/** Control characters except newline, tab and those in `DAMAGED`; marks that change the writing direction; byte order marks; lone surrogates. */
const UNWANTED = /(?![\n\t\u0080-\u009F])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/gu

const INVISIBLE_ONLY = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u

/** A control character as Excel stores it and some programs pass it on: `_x000D_` for a carriage return. */
const EXCEL_CONTROL = /_x(00[01][\dA-F])_/g

/**
 * The text as it is stored: composed Unicode, `\n` line breaks, no invisible characters that change what is visible; empty
 * where nothing is visible.
 */
export function cleanText(text: string): string {
  const decoded = text.replace(EXCEL_CONTROL, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const clean = decoded.replace(/\r\n?/g, '\n').replace(UNWANTED, '').normalize('NFC')
  return INVISIBLE_ONLY.test(clean) ? '' : clean
}

/** The Windows-1252 characters of the bytes 80 to BF, which are UTF-8's continuation bytes. */
const CONTINUED = '\\u00A0-\\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'

/**
 * Traces of a wrong encoding: € “ ” – of Windows-1252 read as Latin-1; the replacement character; UTF-8 read as Windows-1252,
 * as a spreadsheet program opens a CSV without a byte order mark (`aÃ±o`, `Â¿`, `â€œ`). The neighbouring letters distinguish
 * the last from words in capitals, `MAÇÃ»`. The look-behind comes after the rare character, which makes the search many times
 * as fast.
 */
const DAMAGED = new RegExp(
  [
    '[\\u0080-\\u009F\\uFFFD]',
    `[ÂÃ](?<=[\\p{Ll}\\d].)[${CONTINUED}]`,
    'Ã[\\u00A1-\\u00BF](?=\\p{L})',
    'Ã[“‘‰š](?=\\p{Lu})',
    'Â[¡¿]|â€|ðŸ',
  ].join('|'),
  'u',
)

const SHOWN_BEFORE = 30

/** The text before the first character that a wrong encoding has damaged; null when there is none. */
export function beforeDamage(text: string): string | null {
  const at = text.search(DAMAGED)
  return at === -1 ? null : text.slice(Math.max(0, at - SHOWN_BEFORE), at)
}

/** No field of a pair nests deeper; deeper values are left alone, and refused with their field. */
const DEEPEST = 4

/** The value with every text inside it cleaned, including keys. */
export function cleanTexts(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return value
  if (Array.isArray(value)) return value.map((inner) => cleanTexts(inner, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleanTexts(inner, depth + 1)]))
}
