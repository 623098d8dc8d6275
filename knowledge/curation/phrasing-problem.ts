import { beforeDamage } from '../content/import/text/clean-text.js'
import { PAIR_LIMITS } from '../content/qna-pair.js'
import { MAX_KEPT_CHARS } from '../records/kept-chars.js'

/** What redaction puts where personal data was. */
const MARKS = /<(?:email|phone|iban|card|id|link)>/

/** Why a text cannot be a phrasing, as a question that was asked and stored may not; null where it can. */
export function phrasingProblem(text: string): string | null {
  if (text === '') return 'the phrasing is empty'
  if (text.length > PAIR_LIMITS.questionChars) {
    return `the phrasing has ${text.length} characters, the most is ${PAIR_LIMITS.questionChars}`
  }
  if (MARKS.test(text)) return `"${text}" holds a mark that stands for personal data`
  if (beforeDamage(text) !== null) return 'the phrasing was damaged by a wrong encoding'
  // Longer questions were cut when they were stored, and end so.
  if (text.endsWith('…') && [...text].length >= MAX_KEPT_CHARS) return 'the question was too long to be kept whole'
  return null
}
