import type { QnaPair } from '../content/qna-pair.js'
import type { VersionId } from '../version-id.js'
import type { NearOutOfScope } from './ranker/out-of-scope.js'

/** What a turn came to. */
export type Outcome =
  | { readonly kind: 'answered'; readonly pair: QnaPair; readonly confidence: number }
  | { readonly kind: 'clarification'; readonly pairs: readonly QnaPair[]; readonly confidence: number }
  | { readonly kind: 'fallback'; readonly reason: FallbackReason; readonly confidence: number }
  | { readonly kind: 'handoff'; readonly pair: QnaPair | null; readonly confidence: number }

/** `empty`: nothing to search for (blank, emoji only). `too-long`: beyond MAX_QUESTION_CHARS. `not-confident`: no candidate is likely enough. */
export type FallbackReason = 'empty' | 'too-long' | 'not-confident'

/** Longest question that is searched, in characters after trimming; a longer message is asked to be put shortly. */
export const MAX_QUESTION_CHARS = 2_000

/** A citizen's question with what is known about it. */
export interface Question {
  readonly text: string
  /** language of the citizen's page or device (ISO 639), a hint only */
  readonly languageHint: string | null
  /** every key must match the pair's metadata */
  readonly filter: Readonly<Record<string, string>>
  readonly now: Date
}

/** One pair under consideration, with why. */
export interface Candidate {
  readonly pair: QnaPair
  /** raw ranking score; not a probability */
  readonly score: number
  /** probability that it answers the question, 0…1 */
  readonly confidence: number
  /** what each signal saw, by name, e.g. `{"dense":0.71,"words":0.4,"letters":0.62}` */
  readonly signals: Readonly<Record<string, number>>
  /** what each signal gave to the score, by name; they add up to it */
  readonly contributions: Readonly<Record<string, number>>
  /** the phrasing of the pair that is closest to the question */
  readonly phrasing: string
  /** the question's words that stand in that phrasing or answer, as the citizen wrote them */
  readonly matchedWords: readonly string[]
}

/** The whole decision about one question: enough to explain it. */
export interface Decision {
  readonly outcome: Outcome
  readonly version: VersionId
  /**
   * language the question was taken to be in: of the knowledge base, unless it is plainly in another and hardly a word of it is known,
   * or the chat goes on in another and it is not plainly in that of the knowledge base
   */
  readonly language: string
  readonly normalised: string
  /** best first; at most ten */
  readonly candidates: readonly Candidate[]
  /** share of the question's telling words that stand nowhere in the version, 0…1; null where nothing was searched for */
  readonly unseenShare: number | null
  /** the question out of scope that is closest: being closer to it than to the best candidate costs confidence */
  readonly nearestOutOfScope: NearOutOfScope | null
  /** what the best candidate had to reach */
  readonly thresholds: { readonly confidence: number; readonly ambiguityMargin: number }
}

/** The pairs that an outcome puts before the citizen: one answer, a few choices, or none. */
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
