import damerauLevenshtein from 'damerau-levenshtein'

/**
 * Number of typing mistakes between two words: an extra, missing or wrong letter, or two neighbours swapped.
 *
 * @see Damerau, A Technique for Computer Detection and Correction of Spelling Errors, 1964
 */
export function slipsBetween(left: string, right: string): number {
  return damerauLevenshtein(left, right).steps
}
