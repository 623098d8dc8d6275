import { describe, expect, it } from 'vitest'
import { fitConfidence, type Scored } from '../../../training/ranker/fit-confidence.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const START = { bias: -3.4, score: 9.5 }

/** Questions whose answers are right with the probability of the curve. */
function drawn(count: number, { bias, score: slope }: typeof START): readonly Scored[] {
  const random = seededRandom(7)
  return Array.from({ length: count }, () => {
    const score = random()
    return { score, right: random() < 1 / (1 + Math.exp(-(bias + slope * score))), weight: 1 }
  })
}

/** @param scores of the questions, in turn */
function allWrong(count: number, scores: readonly number[]): readonly Scored[] {
  return Array.from({ length: count }, (_, i) => ({ score: scores[i % scores.length] ?? 0, right: false, weight: 1 }))
}

/** Negative log-likelihood of evidence and curve. */
function lossAt(evidence: readonly Scored[], { bias, score: slope }: typeof START): number {
  return evidence.reduce(
    (sum, { score, right, weight }) => sum + weight * Math.log(1 + Math.exp((right ? -1 : 1) * (bias + slope * score))),
    (bias - START.bias) ** 2 / (2 * 1.5 ** 2) + (slope - START.score) ** 2 / (2 * 0.3 ** 2),
  )
}

describe('the curve from score to probability', () => {
  it.each([-3.8, -3.6, -3.2, -3])('finds the bias %d under which its evidence was drawn', (bias) => {
    const fitted = fitConfidence(drawn(20_000, { ...START, bias }), START)
    expect(Math.abs(fitted.bias - bias)).toBeLessThan(0.2)
    expect(Math.abs(fitted.score - START.score)).toBeLessThan(0.6)
  })

  it('is a maximum: no small step makes the evidence more likely', () => {
    const evidence = drawn(300, { bias: -3.2, score: 9.5 })
    const fitted = fitConfidence(evidence, START)
    const least = lossAt(evidence, fitted)
    for (const step of [-0.01, 0.01]) {
      expect(lossAt(evidence, { ...fitted, bias: fitted.bias + step })).toBeGreaterThan(least)
      expect(lossAt(evidence, { ...fitted, score: fitted.score + step })).toBeGreaterThan(least)
    }
  })

  it('moves its bias in the right direction by at most a fifth, however wrong its start', () => {
    for (const count of [10, 100, 400, 5_000]) {
      const { bias, score } = fitConfidence(allWrong(count, [0.7, 0.9]), START)
      expect(bias).toBeCloseTo(START.bias - 0.2, 10)
      expect(score).toBeLessThan(START.score)
    }
    expect(fitConfidence(drawn(5_000, { bias: 0, score: 9.5 }), START).bias).toBeCloseTo(START.bias + 0.2, 10)
  })

  it('is lowered by unanswerable questions, even when its own evidence has moved it to the limit', () => {
    const inVain = allWrong(40, [0.2, 0.4])
    for (const evidence of [drawn(300, START), drawn(300, { ...START, bias: -6 }), drawn(300, { ...START, bias: 0 })]) {
      const [before, after] = [fitConfidence(evidence, START), fitConfidence(evidence, START, inVain)]
      for (const score of [0.2, 0.3, 0.4]) {
        expect(after.bias + after.score * score).toBeLessThan(before.bias + before.score * score - 0.05)
      }
    }
  })

  it('stays at its start without evidence, and moves further with more evidence', () => {
    expect(fitConfidence([], START)).toEqual(START)
    const movedBy = (weight: number) => {
      const evidence = allWrong(1, [0.5]).map((one) => ({ ...one, weight }))
      return START.bias - fitConfidence(evidence, START).bias
    }
    const moves = [0, 0.01, 0.03, 0.08].map(movedBy)
    expect(moves).toEqual([...new Set(moves)].sort((left, right) => left - right))
    expect(moves[3]).toBeLessThan(0.2)
  })

  it('counts a question as often as its weight says', () => {
    const evidence = drawn(50, { bias: -3.2, score: 9.5 })
    const doubled = fitConfidence(
      evidence.map((one) => ({ ...one, weight: 2 })),
      START,
    )
    const twice = fitConfidence([...evidence, ...evidence], START)
    expect(doubled.bias).toBeCloseTo(twice.bias, 6)
    expect(doubled.score).toBeCloseTo(twice.score, 6)
  })

  it('never gives a better match a lower probability, even when the evidence does', () => {
    const backwards = Array.from({ length: 20_000 }, (_, i) => ({ score: i % 2, right: i % 2 === 0, weight: 1 }))
    expect(fitConfidence(backwards, START).score).toBe(0)
  })

  it('is finite when the evidence is unanimous', () => {
    const certain = Array.from({ length: 5_000 }, (_, i) => ({ score: i % 2, right: i % 2 === 1, weight: 1 }))
    const { bias, score } = fitConfidence(certain, START)
    expect(bias).toBeLessThan(START.bias)
    expect(score).toBeGreaterThan(START.score)
  })
})
