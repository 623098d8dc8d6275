import { closerToOutOfScope, type NearOutOfScope } from './out-of-scope.js'
import type { Ranker } from './ranker.js'

interface Asked {
  /** the closest question out of scope */
  readonly outside: NearOutOfScope | null
  /** its language, where the version has nothing in that; null where it has */
  readonly foreign: string | null
}

/** What is looked at of a candidate. */
interface Scored {
  readonly score: number
  readonly signals: Readonly<Record<string, number>>
}

/**
 * Calibrated probability that the best candidate answers the question, from its score, and from how much closer the question is to
 * one that no pair answers.
 *
 * The lead over the second candidate is left out on purpose: it tells whether a question back would help (see decide.ts), and
 * on sets that were held out it made the separation of answerable from unanswerable questions worse.
 *
 * @param best the best candidate
 * @param asked what is known of the question
 * @see Platt, Probabilistic Outputs for Support Vector Machines, 1999
 */
export function confidenceOf({ score, signals }: Scored, { outside, foreign }: Asked, ranker: Ranker): number {
  const closer = outside === null ? 0 : closerToOutOfScope(outside, signals.dense ?? 0)
  const { confidence, outOfScopeWeight } = ranker
  const comparable = score * foreignShare(foreign, ranker)
  const logit = confidence.bias + confidence.score * comparable - outOfScopeWeight * closer
  return 1 / (1 + Math.exp(-logit))
}

/** By meaning alone a score falls short; where there is no meaning either, what looks alike scores too high. */
function foreignShare(foreign: string | null, { foreignFactor, foreignLanguages }: Ranker): number {
  if (foreign === null) return 1
  const isUnderstood = foreignLanguages === null || foreignLanguages.includes(foreign)
  return isUnderstood ? foreignFactor : 1 / foreignFactor
}
