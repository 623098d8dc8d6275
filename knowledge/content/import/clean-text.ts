/** Control characters but newline and tab, marks that turn the direction of writing, byte order marks, halves of characters. */
const UNWANTED = /(?![\n\t])\p{Cc}|[\u202A-\u202E\u2066-\u2069\uFEFF]|\p{Cs}/gu

/** The text as it is stored: composed Unicode, `\n` line ends, nothing that is invisible and changes what is seen. */
export function cleanText(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(UNWANTED, '').normalize('NFC')
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
