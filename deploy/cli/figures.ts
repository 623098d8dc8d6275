import type { CliWords } from './words.js'

/**
 * A figure as the reader's language writes decimals, without signs between thousands.
 *
 * @param value null where nothing speaks to it
 * @param digits after the decimal sign
 */
export function fixed(value: number | null, digits: number, words: CliWords): string {
  if (value === null) return words.say('figures.not-measured')
  return value.toFixed(digits).replace('.', decimalSign(words.language))
}

function decimalSign(language: string): string {
  return new Intl.NumberFormat(language).formatToParts(0.5).find(({ type }) => type === 'decimal')?.value ?? '.'
}
