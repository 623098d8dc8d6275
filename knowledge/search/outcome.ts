import type { QnaPair } from '../content/qna-pair.js'
import type { VersionId } from '../version-id.js'
import type { NearOutOfScope } from './ranker/out-of-scope.js'

/** The result of a turn. */
export type Outcome =
  | { readonly kind: 'answered'; readonly pair: QnaPair; readonly confidence: number }
  | { readonly kind: 'clarification'; readonly pairs: readonly QnaPair[]; readonly confidence: number }
  | { readonly kind: 'fallback'; readonly reason: FallbackReason; readonly confidence: number }
  | { readonly kind: 'handoff'; readonly pair: QnaPair | null; readonly confidence: number }

/** `empty`: no words to search for (blank, emoji only). `too-long`: beyond MAX_QUESTION_CHARS. `not-confident`: no candidate is likely enough. */
export type FallbackReason = 'empty' | 'too-long' | 'not-confident'

/** Longest question that is searched, in characters after trimming; the citizen is asked to shorten a longer message. */
export const MAX_QUESTION_CHARS = 2_000

/** A citizen's question with its context. */
export interface Question {
  readonly text: string
  /** language of the citizen's page or device (ISO 639), a hint only */
  readonly languageHint: string | null
  /** every key must match the pair's metadata */
  readonly filter: Readonly<Record<string, string>>
  readonly now: Date
}

/** One pair under consideration, with the evidence for it. */
export interface Candidate {
  readonly pair: QnaPair
  /** raw ranking score; not a probability */
  readonly score: number
  /** probability that it answers the question, 0…1 */
  readonly confidence: number
  /** value of each signal, by name, e.g. `{"dense":0.71,"stems":0.4,"letters":0.62}` */
  readonly signals: Readonly<Record<string, number>>
  /** each signal's part of the score, by name; the sum is the score */
  readonly contributions: Readonly<Record<string, number>>
  /** the phrasing of the pair that is closest to the question */
  readonly phrasing: string
  /** the question's words that occur in that phrasing or answer, as the citizen wrote them */
  readonly matchedWords: readonly string[]
}

/** The whole decision about one question: enough to explain it. */
export interface Decision {
  readonly outcome: Outcome
  readonly version: VersionId
  /**
   * language assigned to the question: one of the knowledge base, unless the question is clearly in another and hardly any of its
   * words is known, or the chat is in another and the question is not clearly in the knowledge base's language
   */
  readonly language: string
  readonly normalised: string
  /** best first; at most ten */
  readonly candidates: readonly Candidate[]
  /** share of the question's telling words that do not occur in the version, 0…1; null where nothing was searched */
  readonly unseenShare: number | null
  /** the closest question out of scope: being closer to it than to the best candidate lowers the confidence */
  readonly nearestOutOfScope: NearOutOfScope | null
  /** the values that the best candidate had to reach */
  readonly thresholds: { readonly confidence: number; readonly ambiguityMargin: number }
}

/** The pairs that an outcome shows to the citizen: one answer, a few choices, or none. */
export function shownPairs(outcome: Outcome): readonly QnaPair[] {
  switch (outcome.kind) {
    case 'answered':
      return [outcome.pair]
    case 'clarification':
      return outcome.pairs
    case 'handoff':
      return outcome.pair === null ? [] : [outcome.pair]
    case 'fallback':
      return []
  }
}
