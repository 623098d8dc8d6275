import { keepGreatest } from '../../knowledge/basics/keep-greatest.js'
import type { StrayQuestion } from '../../knowledge/content/stray-questions.js'
import { scoreWithLead } from '../../knowledge/search/confidence.js'
import { weightsOf } from '../../knowledge/search/pair-scores.js'
import { defaultRanker, LETTERS_EMBEDDER } from '../../knowledge/search/ranker/default-ranker.js'
import { type Ranker, SIGNALS } from '../../knowledge/search/ranker/ranker.js'
import { writeRanker } from '../../knowledge/search/ranker/ranker-file.js'
import type { FitRanker, RankerMaterial } from '../../knowledge/version/freeze-parts.js'
import { type Evidence, gatherEvidence, type QuestionEvidence } from './evidence.js'
import { fitConfidence, type Scored } from './fit-confidence.js'
import { fitWeights, type Weights, weightedSum } from './fit-weights.js'
import { gatherOutOfScope } from './gather-out-of-scope.js'
import { type AnswerRisk, withThresholds } from './thresholds.js'
import { usualSimilarity } from './usual-similarity.js'

/**
 * Mean number of phrasings per pair: below the first a head would only repeat the single phrasing, from the second on it counts
 * fully.
 */
const [LEAST_PHRASINGS, ENOUGH_PHRASINGS] = [2, 3]
/** Phrasings × pairs above which training would take minutes; such a version keeps the default ranker. */
const MOST_WORK = 30_000_000
/** Fewer held-out phrasings are not enough evidence. */
const LEAST_EVIDENCE = 15
/** Starting logit, before the head has been asked. */
const START_LOGIT = 4
/** Weights of the signals over all phrasings of a pair, as shares of all other weights, when pairs have enough phrasings. */
const LEARNED: Readonly<Record<'linear' | 'prototype', number>> = { linear: 0.15, prototype: 0.3 }
/** Starting curve from score to probability, fitted over all intent sets. */
const START_CURVE = { bias: -3.45, score: 7.3 }
/**
 * A question whose own pair is left out of the ranking stands for one that no pair answers. It counts little, because most
 * unanswerable questions are further away than a neighbouring pair.
 */
const UNANSWERABLE_WEIGHT = 0.15
/**
 * Penalty in logits per unit of similarity for being closer to a question out of scope. Chosen on the sample and on the
 * validation rows of clinc150.
 */
const OUT_OF_SCOPE_WEIGHT = 8

/**
 * Fits the ranker and the confidence of one version, only from its own phrasings and the questions known to be out of scope: a
 * linear head over all phrasings, weights that combine it with the other signals, and the curve from score to probability. Each
 * phrasing is asked while it is held out. The default ranker stays when most pairs have no second phrasing, or when there are
 * too many pairs.
 *
 * @param stray questions that people ask the wrong office
 * @param understood the languages of the embedder; null when its description names none
 */
export function rankerFit(
  risk: AnswerRisk,
  stray: () => Promise<readonly StrayQuestion[]> = async () => [],
  understood: () => Promise<readonly string[] | null> = async () => null,
): FitRanker {
  return async (material) => {
    const ranker = withThresholds(await fitRanker(material, await understood()), risk)
    const outOfScope = await gatherOutOfScope(material, await stray(), ranker.denseFloor)
    return writeRanker({ ...ranker, outOfScope, outOfScopeWeight: OUT_OF_SCOPE_WEIGHT })
  }
}

async function fitRanker(material: RankerMaterial, languages: readonly string[] | null): Promise<Ranker> {
  const base = {
    ...defaultRanker({ name: material.embedder.identity.name, languages }),
    denseFloor: usualSimilarity(material),
  }
  const trust = trustOf(material)
  if (trust === 0) return base
  const evidence = await gatherEvidence(material, withLearned(base, trust, START_LOGIT))
  if (evidence.asked.length < LEAST_EVIDENCE) return base

  const scaled = rescaled(evidence, START_LOGIT)
  const fitted = beginnings(base).map((beginning) => {
    const first = withLearned(beginning, trust, evidence.usualLogit)
    return { ...fitWeights(scaled.asked, weightsOf(first).bySignal), first }
  })
  const { first, weights } = fitted.reduce((best, other) => (other.loss < best.loss ? other : best))
  const phrasings = scaled.asked.filter(({ own }) => own !== null)
  const outOfScope = scaled.asked.filter(({ own }) => own === null)
  return {
    ...first,
    head: evidence.head,
    weights: Object.fromEntries(SIGNALS.map((signal, i) => [signal, weights[i]])),
    confidence: fitConfidence(scoredBy(phrasings, first, weights), START_CURVE, scoredBy(outOfScope, first, weights)),
  }
}

/** How much the training on phrasings counts, 0…1. */
function trustOf({ pairs, passages }: RankerMaterial): number {
  const phrasings = passages.filter(({ part }) => part === 'phrasing').length
  const perPair = phrasings / pairs.length
  if (perPair < LEAST_PHRASINGS || phrasings * pairs.length > MOST_WORK) return 0
  return Math.min(1, (perPair - 1) / (ENOUGH_PHRASINGS - 1))
}

/**
 * Possible starting weights. An embedder is weak in a language that it was not trained on; there the weights of the
 * letter-based embedder explain the phrasings better.
 */
function beginnings(base: Ranker): readonly Ranker[] {
  const letters = defaultRanker({ name: LETTERS_EMBEDDER })
  const factor = weightsOf(base).perfect / weightsOf(letters).perfect
  const weights = Object.fromEntries(
    Object.entries(letters.weights).map(([signal, weight]) => [signal, weight * factor]),
  )
  return [base, { ...base, weights, foreignFactor: 1 }]
}

function withLearned(base: Ranker, trust: number, usualLogit: number): Ranker {
  const { prototype: unlearned = 0 } = base.weights
  const others = weightsOf(base).perfect - unlearned
  const linear = LEARNED.linear * others * trust * usualLogit
  const prototype = unlearned + trust * (LEARNED.prototype * others - unlearned)
  return { ...base, linearScale: usualLogit, weights: { ...base.weights, linear, prototype } }
}

/** Converts the linear signal from the scale it was gathered on to the scale it is used on. */
function rescaled({ asked, usualLogit }: Evidence, gatheredAt: number): Pick<Evidence, 'asked'> {
  const linear = SIGNALS.indexOf('linear')
  const factor = gatheredAt / usualLogit
  const values = (all: Float64Array) => all.map((value, i) => (i === linear ? value * factor : value))
  return {
    asked: asked.map(({ own, others }) => ({ own: own === null ? null : values(own), others: others.map(values) })),
  }
}

/** Each held-out phrasing once as it is and once without its pair; each text out of scope as it is. */
function scoredBy(asked: readonly QuestionEvidence[], ranker: Ranker, weights: Weights): readonly Scored[] {
  const perfect = weights.reduce((sum, weight) => sum + weight, 0)
  const scoreOf = (values: Float64Array) => weightedSum(values, weights) / perfect
  return asked.flatMap(({ own, others }) => {
    const greatest = new Float64Array(2)
    for (const values of others) keepGreatest(greatest, scoreOf(values))
    const [best = 0, second = 0] = greatest
    const without = { score: scoreWithLead(best, second, ranker), right: false }
    if (own === null) return [{ ...without, weight: 1 }]
    const score = scoreOf(own)
    const asIs =
      score > best
        ? { score: scoreWithLead(score, best, ranker), right: true }
        : { score: scoreWithLead(best, Math.max(score, second), ranker), right: false }
    return [
      { ...asIs, weight: 1 },
      { ...without, weight: UNANSWERABLE_WEIGHT },
    ]
  })
}
