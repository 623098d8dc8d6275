import type { ImportProblem } from './import-problem.js'

/** Lines or rows of one file: several times what a knowledge base of ten thousand pairs has in phrasings. */
export const MAX_LINES = 200_000

/** Lines that cannot be read at all before the rest of a file is given up. */
export const MAX_UNREADABLE_LINES = 10_000

/** @param line where the first that is too many stands; null when that is not known */
export function tooManyPairs(line: number | null): ImportProblem {
  return { line, field: null, what: 'too-many-pairs', most: MAX_LINES }
}
