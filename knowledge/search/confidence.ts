import { closerToOutOfScope, type NearOutOfScope } from './ranker/out-of-scope.js'
import type { Ranker } from './ranker/ranker.js'

interface QuestionFacts {
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
 * Calibrated probability that a candidate answers the question: from its score, from how far that lies before the score of the best
 * other candidate, and from how much closer the question is to one that no pair answers.
 *
 * The lead counts for less than the score. Given more weight it would tell right answers from wrong ones better still, but
 * questions that no pair answers from others worse: what one pair alone has a word of leads by far.
 *
 * @param candidate the one whose probability is wanted
 * @param rival the best of the others, undefined where there is none
 * @param question what is known of it
 * @see Platt, Probabilistic Outputs for Support Vector Machines, 1999
 */
export function confidenceOf(
  candidate: Scored,
  rival: Scored | undefined,
  question: QuestionFacts,
  ranker: Ranker,
): number {
  const { outside, foreign } = question
  const closer = outside === null ? 0 : closerToOutOfScope(outside, candidate.signals.dense ?? 0)
  const { confidence, outOfScopeWeight } = ranker
  const ahead = scoreWithLead(candidate.score, rival?.score ?? 0, ranker) * foreignShare(foreign, ranker)
  const logit = confidence.bias + confidence.score * ahead - outOfScopeWeight * closer
  return 1 / (1 + Math.exp(-logit))
}

/**
 * What the curve is over.
 *
 * @param rival score of the best other candidate, 0 where there is none
 */
export function scoreWithLead(score: number, rival: number, { leadWeight }: Pick<Ranker, 'leadWeight'>): number {
  return score + leadWeight * (score - rival)
}

/** By meaning alone a score falls short; where there is no meaning either, what looks alike scores too high. */
function foreignShare(foreign: string | null, { foreignFactor, foreignLanguages }: Ranker): number {
  if (foreign === null) return 1
  const isUnderstood = foreignLanguages === null || foreignLanguages.includes(foreign)
  return isUnderstood ? foreignFactor : 1 / foreignFactor
}
