import { describe, expect, it } from 'vitest'
import { SIGNALS } from '../../../knowledge/search/ranker.js'
import type { Asked } from '../../../training/ranker/evidence.js'
import { fitWeights, weightedSum } from '../../../training/ranker/fit-weights.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const START = SIGNALS.map(() => 0.5)
const OTHERS = 12

/** Questions of which one signal alone tells the own pair: it lies high there and low elsewhere. The rest is noise. */
function evidenceOf(telling: number, questions: number): readonly Asked[] {
  const random = seededRandom(telling + 1)
  const noise = () => Float64Array.from(SIGNALS, random)
  return Array.from({ length: questions }, () => ({
    own: noise().with(telling, 0.7 + 0.3 * random()),
    others: Array.from({ length: OTHERS }, () => noise().with(telling, 0.5 * random())),
  }))
}

function hits(asked: readonly Asked[], weights: readonly number[]): number {
  const right = asked.filter(({ own, others }) => {
    const score = own === null ? 0 : weightedSum(own, weights)
    return others.every((values) => weightedSum(values, weights) < score)
  })
  return right.length / asked.length
}

describe('the weights of signals', () => {
  it.each(SIGNALS.map((signal, i) => [signal, i] as const))('rise where %s alone tells', (_signal, telling) => {
    const evidence = evidenceOf(telling, 80)
    const weights = fitWeights(evidence, START)
    weights.forEach((weight, i) => {
      if (i === telling) expect(weight).toBeGreaterThan(0.75)
      else expect(weight).toBeLessThan(0.5)
    })
    expect(hits(evidence, weights)).toBeGreaterThan(hits(evidence, START) + 0.1)
  })

  it('stay where they began without evidence, and where only what has no answer was asked', () => {
    expect(fitWeights([], START)).toEqual(START)
    const unanswerable = evidenceOf(0, 20).map(({ others }) => ({ own: null, others }))
    expect(fitWeights(unanswerable, START)).toEqual(START)
  })

  it('never turn negative, even where a signal misleads', () => {
    const misleading = evidenceOf(3, 80).map(({ own, others }) => ({
      own: own?.with(3, 0) ?? null,
      others: others.map((values) => values.with(3, 1)),
    }))
    const weights = fitWeights(misleading, START)
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(0)
    expect(weights[3]).toBeLessThan(0.4)
    expect(weights[3]).toBe(Math.min(...weights))
  })

  it('keep a signal out that the fit begins without', () => {
    expect(fitWeights(evidenceOf(2, 80), START.with(2, 0))[2]).toBe(0)
  })
})
