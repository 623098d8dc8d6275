import type { ImportProblem } from './import-problem.js'

/** Most lines or rows of one file: several times the phrasings of a knowledge base of ten thousand pairs. */
export const MAX_LINES = 200_000

/** After this many unreadable lines, the rest of a file is not read. */
export const MAX_UNREADABLE_LINES = 10_000

/** @param line of the first pair beyond the limit; null when unknown */
export function tooManyPairs(line: number | null): ImportProblem {
  return { line, field: null, what: 'too-many-pairs', most: MAX_LINES }
}
