import { describe, expect, it } from 'vitest'
import { fitConfidence, type Scored } from '../../../training/ranker/fit-confidence.js'
import { seededRandom } from '../../support/seeded-vectors.js'

const START = { bias: -3.4, score: 9.5 }

/** Questions whose answers are right as often as the curve says. */
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
    (bias - START.bias) ** 2 / (2 * 1.5 ** 2) + (slope - START.score) ** 2 / (2 * 0.5 ** 2),
  )
}

describe('the curve from score to probability', () => {
  it.each([-6, -4.5, -2, -1])('finds the bias %d under which its evidence was drawn', (bias) => {
    const fitted = fitConfidence(drawn(20_000, { ...START, bias }), START)
    expect(Math.abs(fitted.bias - bias)).toBeLessThan(0.3)
    expect(Math.abs(fitted.score - START.score)).toBeLessThan(0.6)
  })

  it.each([
    ['drawn from another curve', drawn(300, { bias: -2, score: 7 })],
    ['wrong throughout, at scores that it begins sure of', allWrong(100, [0.7, 0.9])],
    ['the worse, the better the match', allWrong(400, [0.4, 0.6]).map((one, i) => ({ ...one, right: i % 2 === 0 }))],
  ])('lies where no small step makes evidence more likely that is %s', (_name, evidence) => {
    const fitted = fitConfidence(evidence, START)
    const least = lossAt(evidence, fitted)
    for (const step of [-0.01, 0.01]) {
      expect(lossAt(evidence, { ...fitted, bias: fitted.bias + step })).toBeGreaterThan(least)
      expect(lossAt(evidence, { ...fitted, score: fitted.score + step })).toBeGreaterThan(least)
    }
  })

  it('stays where it began without evidence, and moves the further the more there is', () => {
    expect(fitConfidence([], START)).toEqual(START)
    const movedBy = (count: number) => START.bias - fitConfidence(allWrong(count, [0.5]), START).bias
    expect(movedBy(1)).toBeGreaterThan(0)
    expect(movedBy(1)).toBeLessThan(1.5)
    expect(movedBy(10)).toBeGreaterThan(movedBy(1))
    expect(movedBy(1_000)).toBeGreaterThan(movedBy(10))
  })

  it('counts a question as often as its weight says', () => {
    const evidence = drawn(50, { bias: -2, score: 9.5 })
    const doubled = fitConfidence(
      evidence.map((one) => ({ ...one, weight: 2 })),
      START,
    )
    const twice = fitConfidence([...evidence, ...evidence], START)
    expect(doubled.bias).toBeCloseTo(twice.bias, 6)
    expect(doubled.score).toBeCloseTo(twice.score, 6)
  })

  it('never makes a better match less likely, even where evidence does', () => {
    const backwards = Array.from({ length: 20_000 }, (_, i) => ({ score: i % 2, right: i % 2 === 0, weight: 1 }))
    expect(fitConfidence(backwards, START).score).toBe(0)
  })

  it('is a number where evidence leaves no doubt', () => {
    const certain = Array.from({ length: 5_000 }, (_, i) => ({ score: i % 2, right: i % 2 === 1, weight: 1 }))
    const { bias, score } = fitConfidence(certain, START)
    expect(bias).toBeLessThan(START.bias)
    expect(score).toBeGreaterThan(START.score)
  })
})
