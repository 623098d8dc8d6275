import { beforeDamage } from '../content/import/text/clean-text.js'
import { PAIR_LIMITS } from '../content/qna-pair.js'
import { MAX_KEPT_CHARS } from '../records/kept-chars.js'
import type { Part } from '../words/error-facts.js'

/** What redaction puts where personal data was. */
const MARKS = /<(?:email|phone|iban|card|id|link)>/

/** Why a text cannot be a phrasing, as a question that was asked and stored may not; null where it can. */
export function phrasingProblem(text: string): Part | null {
  if (text === '') return { what: 'phrasing-empty' }
  if (text.length > PAIR_LIMITS.questionChars) {
    return { what: 'phrasing-too-long', found: text.length, most: PAIR_LIMITS.questionChars }
  }
  if (MARKS.test(text)) return { what: 'phrasing-redacted', phrasing: text }
  if (beforeDamage(text) !== null) return { what: 'phrasing-damaged' }
  // Longer questions were cut when they were stored, and end so.
  if (text.endsWith('…') && [...text].length >= MAX_KEPT_CHARS) return { what: 'phrasing-cut' }
  return null
}
