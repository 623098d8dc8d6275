import type { Ranker } from './ranker.js'

/**
 * Calibrated probability that the best candidate answers the question, from its score alone.
 *
 * The lead over the second candidate is left out on purpose: it tells whether a question back would help (see decide.ts), and
 * on sets that were held out it made the separation of answerable from unanswerable questions worse.
 *
 * @param score the best candidate’s score
 * @see Platt, Probabilistic Outputs for Support Vector Machines, 1999
 */
export function confidenceOf(score: number, { confidence }: Ranker): number {
  return 1 / (1 + Math.exp(-(confidence.bias + confidence.score * score)))
}
