/** Control characters but newline, tab and those that are `DAMAGED`, marks that turn the direction of writing, byte order marks, halves of characters. */
const UNWANTED = /(?![\n\t\u0080-\u009F])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/gu

const INVISIBLE_ONLY = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u

/** A control character as Excel writes it into its files, and many a program that reads them passes on: `_x000D_` for a line's end. */
const EXCEL_CONTROL = /_x(00[01][\dA-F])_/g

/**
 * The text as it is stored: composed Unicode, `\n` line ends, nothing that is invisible and changes what is seen; empty where
 * nothing of it is seen.
 */
export function cleanText(text: string): string {
  const decoded = text.replace(EXCEL_CONTROL, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  const clean = decoded.replace(/\r\n?/g, '\n').replace(UNWANTED, '').normalize('NFC')
  return INVISIBLE_ONLY.test(clean) ? '' : clean
}

/** What the bytes 80 to BF, by which UTF-8 continues a character, are in Windows-1252. */
const CONTINUED = '\\u00A0-\\u00BF€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'

/**
 * What is left of characters that were read in a wrong encoding: € “ ” – of Windows-1252 taken for Latin-1; the mark that
 * stands for what could not be read at all; UTF-8 taken for Windows-1252, as a spreadsheet program opens a CSV without a byte
 * order mark (`aÃ±o`, `Â¿`, `â€œ`). The last are told from words in capitals, `MAÇÃ»`, by the letters beside them.
 * Looking back comes after the rare character, which a search finds many times as fast.
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

/** The words before the first character that a wrong encoding has damaged; null when there is none. */
export function beforeDamage(text: string): string | null {
  const at = text.search(DAMAGED)
  return at === -1 ? null : text.slice(Math.max(0, at - SHOWN_BEFORE), at)
}

/** No field of a pair nests deeper; what does is left alone, to be refused with its field. */
const DEEPEST = 4

/** The value with every text inside it cleaned, keys too. */
export function cleanTexts(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return cleanText(value)
  if (typeof value !== 'object' || value === null || depth === DEEPEST) return value
  if (Array.isArray(value)) return value.map((inner) => cleanTexts(inner, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [cleanText(key), cleanTexts(inner, depth + 1)]))
}
