import { digitsOf, patternRecogniser, type Recogniser } from './recogniser.js'

const LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'
const PATTERN =
  /(?<![\p{L}\p{N}])(?:[XYZKLM][ .-]{0,2}(?:\d{7}|\d[. ]\d{3}[. ]\d{3})|\d{7,8}|\d{1,2}[., ]\d{3}[., ]\d{3})[ .-]{0,3}[A-Z](?![\p{L}\p{N}])/giu

/** Attached to another word ("dni12345678z"): eight digits directly followed by the right letter. */
const GLUED = /(?<!\p{N})(?:[XYZKLM]\d{7}|\d{8})[A-Z](?!\p{N})/giu

/**
 * Spanish identity numbers of persons (DNI, NIE, and NIF beginning with K, L or M) with the right control letter. Numbers of
 * companies and associations (a letter A–W and a control digit or letter) are public and stay.
 */
export const spanishIds: readonly Recogniser[] = [PATTERN, GLUED].map((pattern) =>
  patternRecogniser('id', pattern, hasItsLetter),
)

function hasItsLetter(match: string): boolean {
  const prefix = 'XYZ'.indexOf(match.charAt(0).toUpperCase())
  const number = Number(`${Math.max(0, prefix)}${digitsOf(match)}`)
  return LETTERS.charAt(number % LETTERS.length) === match.slice(-1).toUpperCase()
}
