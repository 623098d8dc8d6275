import type { ImportProblem } from './import-problem.js'

/** Lines or rows of one file: several times what a knowledge base of ten thousand pairs has in phrasings. */
export const MAX_LINES = 200_000

/** Lines that cannot be read at all before the rest of a file is given up. */
export const MAX_UNREADABLE_LINES = 10_000

export const GIVEN_UP = 'this line and those after it were not read: too many errors before'

/** @param line where the first that is too many stands; null when that is not known */
export function tooManyPairs(line: number | null): ImportProblem {
  return { line, field: null, message: `there are more than ${MAX_LINES.toLocaleString('en')} pairs; split the file` }
}
