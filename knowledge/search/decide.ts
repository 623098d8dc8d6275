import { type QnaPair, ROLE_KEY } from '../content/qna-pair.js'
import { fold } from '../text/normalise.js'
import type { Outcome } from './outcome.js'
import type { RankedPair } from './rank.js'
import type { Ranker } from './ranker/ranker.js'

/** How many close candidates a clarification offers at most. */
export const MOST_CHOICES = 4

/** A candidate is worth offering while its score is at least this share of the best one's. */
export const CHOICE_SHARE = 0.6

/**
 * Turns ranked candidates into what the citizen gets: the answer when it is likely right and clearly ahead, a question back
 * when one of a few candidates may well be right or the best one alone, and otherwise honest silence.
 *
 * @param ranked best first
 * @param confidence probability that the first is right, 0…1
 */
export function decide(ranked: readonly RankedPair[], confidence: number, ranker: Ranker): Outcome {
  const [best] = ranked
  if (best === undefined) return { kind: 'fallback', reason: 'not-confident', confidence: 0 }
  const choices = closeChoices(ranked, best)
  const sure = confidence >= leastConfidence(best.pair, ranker)
  if (sure && (choices.length < 2 || isClearlyAhead(ranked, ranker))) return answered(best.pair, confidence)
  if (confidence >= ranker.clarificationThreshold && (choices.length > 1 || choices[0] === best.pair)) {
    return { kind: 'clarification', pairs: choices, confidence }
  }
  return { kind: 'fallback', reason: 'not-confident', confidence }
}

/** The way to a person asks for less than an answer, by this share: shown in vain it does no harm, and held back it may. */
const HANDOFF_SHARE = 0.7

/** How sure an answer with this pair must be, 0…1: the strictest class that it falls under decides. */
export function leastConfidence({ metadata }: Pick<QnaPair, 'metadata'>, ranker: Ranker): number {
  if (metadata[ROLE_KEY] === 'handoff') return HANDOFF_SHARE * ranker.confidenceThreshold
  const stricter = ranker.stricter.filter((some) => isOfClass({ metadata }, some))
  return Math.max(ranker.confidenceThreshold, ...stricter.map(({ confidenceThreshold }) => confidenceThreshold))
}

/** Whether a pair's metadata has that value under that key, in any spelling of capitals and accents. */
export function isOfClass(
  { metadata }: Pick<QnaPair, 'metadata'>,
  { key, value }: { readonly key: string; readonly value: string },
): boolean {
  return fold(metadata[key] ?? '') === fold(value)
}

function answered(pair: QnaPair, confidence: number): Outcome {
  return { kind: pair.metadata[ROLE_KEY] === 'handoff' ? 'handoff' : 'answered', pair, confidence }
}

function isClearlyAhead([best, second]: readonly RankedPair[], ranker: Ranker): boolean {
  if (best === undefined || second === undefined) return true
  return (best.score - second.score) / best.score >= ranker.ambiguityMargin
}

/** Small talk is answered or not; it is never offered as a choice beside real services. */
function closeChoices(ranked: readonly RankedPair[], best: RankedPair): readonly QnaPair[] {
  return ranked
    .filter(({ score, pair }) => score >= CHOICE_SHARE * best.score && pair.metadata[ROLE_KEY] !== 'small-talk')
    .slice(0, MOST_CHOICES)
    .map(({ pair }) => pair)
}
