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
export function confidenceOf(
  { score, signals }: Scored,
  { outside, foreign }: Asked,
  { confidence, outOfScopeWeight, foreignFactor, foreignLanguages }: Ranker,
): number {
  const closer = outside === null ? 0 : closerToOutOfScope(outside, signals.dense ?? 0)
  // By meaning alone a score falls short; where there is no meaning either, what looks alike scores too high.
  const isUnderstood = foreign === null || (foreignLanguages?.includes(foreign) ?? true)
  const factor = isUnderstood ? foreignFactor : 1 / foreignFactor
  const comparable = foreign === null ? score : score * factor
  const logit = confidence.bias + confidence.score * comparable - outOfScopeWeight * closer
  return 1 / (1 + Math.exp(-logit))
}
