import { decimal } from '../../knowledge/words/decimal.js'
import type { CliWords } from './words.js'

/**
 * Formats a figure in the reader's language.
 *
 * @param value null when there is no figure
 * @param digits digits after the decimal sign
 */
export function fixed(value: number | null, digits: number, words: CliWords): string {
  return value === null ? words.say('figures.not-measured') : decimal(value, digits, words.language)
}
