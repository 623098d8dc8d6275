import type { Ranker } from '../../knowledge/search/ranker.js'

/** What an institution accepts: shares of the answers given that may be wrong, 0…1. */
export interface AnswerRisk {
  readonly usual: number
  /** for pairs with such metadata, where a wrong answer weighs more */
  readonly stricter: readonly { readonly key: string; readonly value: string; readonly risk: number }[]
}

export const USUAL_RISK: AnswerRisk = { usual: 0.25, stricter: [] }

/**
 * Share of the answers that were wrong among those given at least so surely, on the development sets: public-service FAQs in
 * Spanish and English, hard ones, a third of the questions without an answer. Confidence is calibrated in every version, so that
 * one curve holds for all.
 */
const RISK_AT: readonly { readonly confidence: number; readonly risk: number }[] = [
  { confidence: 0.95, risk: 0.04 },
  { confidence: 0.9, risk: 0.07 },
  { confidence: 0.8, risk: 0.15 },
  { confidence: 0.6, risk: 0.2 },
  { confidence: 0.5, risk: 0.25 },
  { confidence: 0.3, risk: 0.33 },
  { confidence: 0.2, risk: 0.38 },
]

/** Close candidates are offered from this share of the threshold on. */
const CLARIFICATION_SHARE = 0.5

export function withThresholds(ranker: Ranker, { usual, stricter }: AnswerRisk): Ranker {
  const confidenceThreshold = thresholdForRisk(usual)
  return {
    ...ranker,
    confidenceThreshold,
    clarificationThreshold: confidenceThreshold * CLARIFICATION_SHARE,
    stricter: stricter.map(({ key, value, risk }) => ({ key, value, confidenceThreshold: thresholdForRisk(risk) })),
  }
}

/**
 * The least confidence at which no more than the stated share of the answers is wrong, by the curve above, straight between its
 * points and no further than its ends.
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
