import { type Ranker, writeRanker } from './ranker.js'

/** The ranker a version gets when there is nothing to fit one on. */
export const DEFAULT_RANKER: Ranker = {
  format: 1,
  weights: {
    dense: 0.12,
    denseAnswer: 0,
    letters: 0.16,
    stems: 0.22,
    stemPairs: 0.43,
    answerLetters: 0.73,
    answerStems: 0.43,
    answerPairs: 0.12,
  },
  confidence: { bias: -2.54, score: 7.7 },
  confidenceThreshold: 0.5,
  clarificationThreshold: 0.25,
  ambiguityMargin: 0.05,
}

/** The fit step of a version that has nothing to fit on. */
export async function fitDefaultRanker(): Promise<Uint8Array> {
  return writeRanker(DEFAULT_RANKER)
}
