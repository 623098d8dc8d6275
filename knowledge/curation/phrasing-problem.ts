import { beforeDamage } from '../content/import/text/clean-text.js'
import { PAIR_LIMITS } from '../content/qna-pair.js'
import { MAX_KEPT_CHARS } from '../records/kept-chars.js'
import type { Part } from '../words/error-facts.js'

/** The marks that redaction puts in place of personal data. */
const MARKS = /<(?:email|phone|iban|card|id|link)>/

/** Why a text, e.g. a stored question, cannot be a phrasing; null where it can. */
export function phrasingProblem(text: string): Part | null {
  if (text === '') return { what: 'phrasing-empty' }
  if (text.length > PAIR_LIMITS.questionChars) {
    return { what: 'phrasing-too-long', found: text.length, most: PAIR_LIMITS.questionChars }
  }
  if (MARKS.test(text)) return { what: 'phrasing-redacted', phrasing: text }
  if (beforeDamage(text) !== null) return { what: 'phrasing-damaged' }
  // Questions that were cut when they were stored end in this way.
  if (text.endsWith('…') && [...text].length >= MAX_KEPT_CHARS) return { what: 'phrasing-cut' }
  return null
}
