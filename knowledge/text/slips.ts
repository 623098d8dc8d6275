import damerauLevenshtein from 'damerau-levenshtein'

/**
 * How many slips of the finger make one word of the other: a letter too many, too few or another, or two neighbours swapped.
 *
 * @see Damerau, A Technique for Computer Detection and Correction of Spelling Errors, 1964
 */
export function slipsBetween(left: string, right: string): number {
  return damerauLevenshtein(left, right).steps
}
