import { describe, expect, it } from 'vitest'
import { SIGNALS } from '../../../knowledge/search/ranker/ranker.js'
import type { QuestionEvidence } from '../../../training/ranker/evidence.js'
import { fitWeights, weightedSum } from '../../../training/ranker/fit-weights.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const START = SIGNALS.map(() => 0.5)
const OTHERS = 12

/** Questions whose own pair only one signal shows: it is high there and low elsewhere. The rest is noise. */
function evidenceOf(telling: number, questions: number): readonly QuestionEvidence[] {
  const random = seededRandom(telling + 1)
  const noise = () => Float64Array.from(SIGNALS, random)
  return Array.from({ length: questions }, () => ({
    own: noise().with(telling, 0.7 + 0.3 * random()),
    others: Array.from({ length: OTHERS }, () => noise().with(telling, 0.5 * random())),
  }))
}

function hits(asked: readonly QuestionEvidence[], weights: readonly number[]): number {
  const right = asked.filter(({ own, others }) => {
    const score = own === null ? 0 : weightedSum(own, weights)
    return others.every((values) => weightedSum(values, weights) < score)
  })
  return right.length / asked.length
}

/** The fourth signal is low at the own pair and high elsewhere; the rest is noise. */
function misled(questions: number): readonly QuestionEvidence[] {
  return evidenceOf(3, questions).map(({ own, others }) => ({
    own: own?.with(3, 0) ?? null,
    others: others.map((values) => values.with(3, 1)),
  }))
}

/** Mean negative log-likelihood of the own pairs, and half the squared distance from the start, in logarithms. */
function lossAt(asked: readonly QuestionEvidence[], weights: readonly number[], start: readonly number[]): number {
  const losses = asked.map(({ own, others }) => {
    const odds = [own ?? new Float64Array(0), ...others].map((values) => Math.exp(6 * weightedSum(values, weights)))
    return Math.log(odds.reduce((sum, one) => sum + one, 0) / (odds[0] ?? 0))
  })
  const distance = weights.reduce((sum, weight, i) => sum + Math.log(weight / (start[i] ?? 0)) ** 2, 0)
  return losses.reduce((sum, loss) => sum + loss, 0) / asked.length + distance / 2
}

describe('the weights of signals', () => {
  it.each(SIGNALS.map((signal, i) => [signal, i] as const))(
    'rise for %s when it alone is informative',
    (_signal, telling) => {
      const evidence = evidenceOf(telling, 80)
      const { weights } = fitWeights(evidence, START)
      weights.forEach((weight, i) => {
        if (i === telling) expect(weight).toBeGreaterThan(0.75)
        else expect(weight).toBeLessThan(0.5)
      })
      expect(hits(evidence, weights)).toBeGreaterThan(hits(evidence, START) + 0.1)
    },
  )

  it.each([
    ['only one signal is informative', evidenceOf(8, 60), START],
    ['a signal with little weight misleads', misled(60), START.with(3, 0.05)],
    ['a single question was asked', evidenceOf(4, 1), START],
  ])('are a maximum, where no small change makes the evidence more likely: %s', (_name, evidence, start) => {
    const { weights, loss } = fitWeights(evidence, start)
    const least = lossAt(evidence, weights, start)
    expect(loss).toBeCloseTo(lossAt(evidence, weights, weights), 10)
    weights.forEach((weight, i) => {
      for (const step of [-0.1, 0.1]) {
        expect(lossAt(evidence, weights.with(i, weight * Math.exp(step)), start)).toBeGreaterThan(least)
      }
    })
  })

  it('stay at their start without evidence, and when no question has an answer', () => {
    expect(fitWeights([], START)).toEqual({ weights: START, loss: 0 })
    const unanswerable = evidenceOf(0, 20).map(({ others }) => ({ own: null, others }))
    expect(fitWeights(unanswerable, START).weights).toEqual(START)
  })

  it('never become negative, even when a signal misleads', () => {
    const { weights } = fitWeights(misled(80), START)
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
    expect(weights[3]).toBeLessThan(0.4)
    expect(weights[3]).toBe(Math.min(...weights))
  })

  it('keep a weight of 0 at 0', () => {
    expect(fitWeights(evidenceOf(2, 80), START.with(2, 0)).weights[2]).toBe(0)
  })
})
