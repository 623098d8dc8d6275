import { decimal } from '../../knowledge/words/decimal.js'
import type { CliWords } from './words.js'

/**
 * A figure as the reader's language writes decimals.
 *
 * @param value null where nothing speaks to it
 * @param digits after the decimal sign
 */
export function fixed(value: number | null, digits: number, words: CliWords): string {
  return value === null ? words.say('figures.not-measured') : decimal(value, digits, words.language)
}
