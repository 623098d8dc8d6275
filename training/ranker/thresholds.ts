import type { Ranker } from '../../knowledge/search/ranker/ranker.js'

/** The risk that an institution accepts: share of given answers that may be wrong, 0…1. */
export interface AnswerRisk {
  readonly usual: number
  /** for pairs with this metadata, where a wrong answer does more harm */
  readonly stricter: readonly { readonly key: string; readonly value: string; readonly risk: number }[]
}

export const USUAL_RISK: AnswerRisk = { usual: 0.18, stricter: [] }

/**
 * Share of wrong answers among those given with at least this confidence, when a third of the questions have no answer. Each
 * figure is the greater of two: over the development sets with one phrasing per pair (mostly public-service FAQs), and over
 * those with many. Of the intent sets, validation rows or held-out phrasings. Every version calibrates its confidence, so one
 * curve holds for all.
 */
const RISK_AT: readonly { readonly confidence: number; readonly risk: number }[] = [
  { confidence: 0.95, risk: 0.025 },
  { confidence: 0.9, risk: 0.035 },
  { confidence: 0.85, risk: 0.06 },
  { confidence: 0.8, risk: 0.08 },
  { confidence: 0.7, risk: 0.1 },
  { confidence: 0.6, risk: 0.125 },
  { confidence: 0.55, risk: 0.16 },
  { confidence: 0.5, risk: 0.185 },
  { confidence: 0.4, risk: 0.285 },
  { confidence: 0.3, risk: 0.38 },
  { confidence: 0.2, risk: 0.45 },
]

/** Candidates are offered when the best is right one time in four, whatever the threshold for an answer. */
const CLARIFICATION_THRESHOLD = 0.25

export function withThresholds(ranker: Ranker, { usual, stricter }: AnswerRisk): Ranker {
  const confidenceThreshold = thresholdForRisk(usual)
  return {
    ...ranker,
    confidenceThreshold,
    clarificationThreshold: Math.min(CLARIFICATION_THRESHOLD, confidenceThreshold),
    stricter: stricter.map(({ key, value, risk }) => ({ key, value, confidenceThreshold: thresholdForRisk(risk) })),
  }
}

/**
 * The least confidence at which at most the stated share of answers is wrong, by the curve above: linear between its points,
 * constant beyond its ends.
 *
 * @param risk 0…1
 * @see El-Yaniv & Wiener, On the Foundations of Noise-free Selective Classification, 2010
 */
export function thresholdForRisk(risk: number): number {
  let before = RISK_AT[0]
  for (const point of RISK_AT) {
    if (before !== undefined && risk <= point.risk) {
      const way = before.risk === point.risk ? 0 : (risk - before.risk) / (point.risk - before.risk)
      return before.confidence + way * (point.confidence - before.confidence)
    }
    before = point
  }
  return before?.confidence ?? 1
}
