import { type QnaPair, ROLE_KEY } from '../content/qna-pair.js'
import { fold } from '../text/normalise.js'
import type { Outcome } from './outcome.js'
import type { RankedPair } from './rank.js'
import type { Ranker } from './ranker/ranker.js'

/** Most candidates that a clarification offers. */
export const MOST_CHOICES = 4

/** A candidate is offered if its score is at least this share of the best score. */
export const CHOICE_SHARE = 0.6

/**
 * Turns ranked candidates into an outcome: an answer when it is likely right and clearly ahead; a clarification when one of a few
 * candidates, or the best alone, may well be right; otherwise a fallback.
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

/** A handoff needs this share of an answer's confidence: shown without need it does no harm, withheld it may. */
const HANDOFF_SHARE = 0.7

/** Least confidence to answer with this pair, 0…1: the strictest of its classes decides. */
export function leastConfidence({ metadata }: Pick<QnaPair, 'metadata'>, ranker: Ranker): number {
  if (metadata[ROLE_KEY] === 'handoff') return HANDOFF_SHARE * ranker.confidenceThreshold
  const stricter = ranker.stricter.filter((some) => isOfClass({ metadata }, some))
  return Math.max(ranker.confidenceThreshold, ...stricter.map(({ confidenceThreshold }) => confidenceThreshold))
}

/** Whether a pair's metadata has this value under this key, ignoring case and accents. */
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

/** Small talk is never offered as a choice beside real services. */
function closeChoices(ranked: readonly RankedPair[], best: RankedPair): readonly QnaPair[] {
  return ranked
    .filter(({ score, pair }) => score >= CHOICE_SHARE * best.score && pair.metadata[ROLE_KEY] !== 'small-talk')
    .slice(0, MOST_CHOICES)
    .map(({ pair }) => pair)
}
