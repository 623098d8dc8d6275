/** Control characters but newline, tab and those that are `DAMAGED`, marks that turn the direction of writing, byte order marks, halves of characters. */
const UNWANTED = /(?![\n\t\u0080-\u009F])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/gu

const INVISIBLE_ONLY = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}]*$/u

/**
 * The text as it is stored: composed Unicode, `\n` line ends, nothing that is invisible and changes what is seen; empty where
 * nothing of it is seen.
 */
export function cleanText(text: string): string {
  const clean = text.replace(/\r\n?/g, '\n').replace(UNWANTED, '').normalize('NFC')
  return INVISIBLE_ONLY.test(clean) ? '' : clean
}

/**
 * What is left of a character that was read in a wrong encoding: € “ ” – of Windows-1252 taken for Latin-1, and the mark that
 * stands for what could not be read at all.
 */
const DAMAGED = /[\u0080-\u009F\uFFFD]/

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
