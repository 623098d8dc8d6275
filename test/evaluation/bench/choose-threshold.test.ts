import { describe, expect, it } from 'vitest'
import {
  chooseThreshold,
  isAnswered,
  operatingPointAt,
  type ThresholdCase,
} from '../../../evaluation/bench/choose-threshold.js'

const right = (confidence: number): ThresholdCase => ({ inScope: true, right: true, confidence })
const wrong = (confidence: number): ThresholdCase => ({ inScope: true, right: false, confidence })
const outside = (confidence: number): ThresholdCase => ({ inScope: false, right: false, confidence })
const times = (count: number, one: ThresholdCase) => Array.from({ length: count }, () => one)

describe('the balanced rule', () => {
  it('separates what can be separated, halfway between the two sides', () => {
    const cases = [outside(0.1), outside(0.2), right(0.6), wrong(0.7), right(0.9)]
    expect(chooseThreshold(cases, 'balanced')).toEqual({
      threshold: expect.closeTo(0.4, 10),
      inScopeAccuracy: 2 / 3,
      oosRecall: 1,
    })
  })

  it('gives up accuracy where that catches more out-of-scope questions than it loses answers', () => {
    const cases = [...times(9, right(0.8)), right(0.2), outside(0.3), outside(0.3), outside(0.9)]
    const chosen = chooseThreshold(cases, 'balanced')
    expect(chosen).toMatchObject({ inScopeAccuracy: 0.9, oosRecall: 2 / 3 })
    expect(chosen.threshold).toBeCloseTo(0.55, 10)
  })

  it('answers nothing when that is best', () => {
    const { threshold, oosRecall } = chooseThreshold([wrong(0.9), outside(0.95)], 'balanced')
    expect({ threshold, oosRecall }).toEqual({ threshold: Number.POSITIVE_INFINITY, oosRecall: 1 })
  })

  it('answers everything where no question is out of scope', () => {
    expect(chooseThreshold([right(0.2), wrong(0.1), right(0.9)], 'balanced')).toEqual({
      threshold: Number.NEGATIVE_INFINITY,
      inScopeAccuracy: 2 / 3,
      oosRecall: null,
    })
  })

  it('does not depend on the scale of the confidence', () => {
    const cases = [outside(0.1), right(0.3), outside(0.5), right(0.7), right(0.8)]
    const scaled = cases.map((one) => ({ ...one, confidence: one.confidence * 1_000 - 70 }))
    const { threshold: _, ...chosen } = chooseThreshold(cases, 'balanced')
    expect(chooseThreshold(scaled, 'balanced')).toMatchObject(chosen)
  })

  it('reports what its threshold gives when applied', () => {
    const cases = [right(1), right(1), outside(1), outside(1 + Number.EPSILON), right(1 + 2 * Number.EPSILON)]
    const chosen = chooseThreshold(cases, 'balanced')
    expect(operatingPointAt(chosen.threshold, cases)).toEqual(chosen)
  })

  it('refuses to choose without questions', () => {
    expect(() => chooseThreshold([], 'balanced')).toThrow(expect.objectContaining({ code: 'EMPTY_EVALUATION' }))
  })
})

describe('the cautious rule', () => {
  it('spends one point of accuracy and no more', () => {
    const cases = [
      ...times(98, right(0.9)),
      right(0.3),
      right(0.5),
      outside(0.2),
      outside(0.4),
      outside(0.6),
      outside(0.95),
    ]
    expect(chooseThreshold(cases, 'cautious')).toEqual({
      threshold: expect.closeTo(0.45, 10),
      inScopeAccuracy: 0.99,
      oosRecall: 0.5,
    })
    expect(chooseThreshold(cases, 'balanced')).toMatchObject({ inScopeAccuracy: 0.98, oosRecall: 0.75 })
  })

  it('gives up no accuracy when that catches nothing', () => {
    const cases = [...times(100, right(0.5)), outside(0.9)]
    expect(chooseThreshold(cases, 'cautious').threshold).toBe(Number.NEGATIVE_INFINITY)
  })
})

describe('the overall rule', () => {
  it('weights all questions equally, so that few out of scope cost few answers', () => {
    const cases = [...times(8, right(0.9)), right(0.4), right(0.3), wrong(0.1), outside(0.2), outside(0.5)]
    expect(chooseThreshold(cases, 'overall')).toMatchObject({ inScopeAccuracy: 10 / 11, oosRecall: 0.5 })
    expect(chooseThreshold(cases, 'balanced')).toMatchObject({ inScopeAccuracy: 8 / 11, oosRecall: 1 })
  })
})

describe('an answer', () => {
  it('is not given where nothing was found, whatever the threshold', () => {
    expect(isAnswered({ confidence: Number.NEGATIVE_INFINITY }, Number.NEGATIVE_INFINITY)).toBe(false)
    expect(isAnswered({ confidence: 0.5 }, 0.5)).toBe(true)
  })
})
