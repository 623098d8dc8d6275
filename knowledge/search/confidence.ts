import { closerToOutOfScope, type NearOutOfScope } from './ranker/out-of-scope.js'
import type { Ranker } from './ranker/ranker.js'

interface QuestionFacts {
  /** the closest question out of scope */
  readonly outside: NearOutOfScope | null
  /** the question's language, where the version has no content in it; null where it has */
  readonly foreign: string | null
}

/** The parts of a candidate that matter here. */
interface Scored {
  readonly score: number
  readonly signals: Readonly<Record<string, number>>
}

/**
 * Calibrated probability that a candidate answers the question. It depends on the score, on its lead over the best other candidate's
 * score, and on how much closer the question is to one that no pair answers.
 *
 * The lead counts for less than the score. With more weight it would separate right answers from wrong ones even better, but
 * unanswerable questions from answerable ones worse: a word that only one pair has gives a great lead.
 *
 * @param candidate the candidate whose probability is computed
 * @param rival the best of the others, undefined where there is none
 * @param question further facts about the question
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
 * The input of the logistic curve.
 *
 * @param rival score of the best other candidate, 0 where there is none
 */
export function scoreWithLead(score: number, rival: number, { leadWeight }: Pick<Ranker, 'leadWeight'>): number {
  return score + leadWeight * (score - rival)
}

/** A foreign question that the embedder understands scores too low, by meaning alone; one that it does not understand scores too high. */
function foreignShare(foreign: string | null, { foreignFactor, foreignLanguages }: Ranker): number {
  if (foreign === null) return 1
  const isUnderstood = foreignLanguages === null || foreignLanguages.includes(foreign)
  return isUnderstood ? foreignFactor : 1 / foreignFactor
}
