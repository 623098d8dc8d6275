import { validDate } from './calendar.js'
import { patternRecogniser } from './recogniser.js'

const PATTERN = /(?<![\p{L}\p{N}])[1-8]\d{10}(?![\p{L}\p{N}])/gu
const FIRST_WEIGHTS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]
const SECOND_WEIGHTS = [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]

/** Estonian personal codes (isikukood; Lithuanian ones are made alike): sex and century, birth date, serial, check digit. */
export const estonianCode = patternRecogniser('id', PATTERN, (digits) => {
  const part = (from: number, to: number) => Number(digits.slice(from, to))
  const century = 1800 + Math.floor((part(0, 1) - 1) / 2) * 100
  return validDate(century + part(1, 3), part(3, 5), part(5, 7)) && checkDigit(digits) === part(10, 11)
})

function checkDigit(digits: string): number {
  const remainder = (weights: readonly number[]) =>
    weights.reduce((sum, weight, place) => sum + weight * Number(digits.charAt(place)), 0) % 11
  const first = remainder(FIRST_WEIGHTS)
  return first < 10 ? first : remainder(SECOND_WEIGHTS) % 10
}
