import { validDate } from './calendar.js'
import { digitsOf, patternRecogniser } from './recogniser.js'

const PATTERN = /(?<![\p{L}\p{N}])\d{6} ?-? ?\d{5}(?![\p{L}\p{N}])/gu
const WEIGHTS = [1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CENTURIES = [1800, 1900, 2000]

/**
 * Latvian personal codes: those issued until mid 2017 contain a birth date and a check digit; later ones begin with 32 and have
 * neither.
 */
export const latvianCode = patternRecogniser('id', PATTERN, (match) => {
  const digits = digitsOf(match)
  return /^3[2-9]/.test(digits) ? match.length > digits.length || digits.startsWith('32') : isDated(digits)
})

function isDated(digits: string): boolean {
  const part = (from: number, to: number) => Number(digits.slice(from, to))
  const century = CENTURIES[part(6, 7)]
  if (century === undefined || !validDate(century + part(4, 6), part(2, 4), part(0, 2))) return false
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * part(place, place + 1), 0)
  return ((1_101 - sum) % 11) % 10 === part(10, 11)
}
