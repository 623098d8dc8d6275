import type { Ranker } from './ranker.js'

/** The ranker a version gets when there is nothing to fit one on. */
export const DEFAULT_RANKER: Ranker = {
  format: 1,
  weights: {
    dense: 0.1,
    letters: 0.3,
    stems: 0.35,
    stemPairs: 0.3,
    answerLetters: 0.4,
    answerStems: 0.55,
    answerPairs: 0.2,
  },
  confidence: { bias: -4, score: 6, lead: 3, knownShare: 2, closeness: 3 },
  confidenceThreshold: 0.5,
  clarificationThreshold: 0.3,
  ambiguityMargin: 0.05,
}
