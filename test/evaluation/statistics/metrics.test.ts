import { describe, expect, it } from 'vitest'
import type { CaseResult } from '../../../evaluation/evaluate.js'
import { spread } from '../../../evaluation/latency.js'
import {
  auroc,
  expectedCalibrationError,
  hitAt,
  mean,
  meanReciprocalRankAt,
  quantile,
  reliabilityBins,
} from '../../../evaluation/statistics/metrics.js'
import { summarise } from '../../../evaluation/summary.js'
import { caseOf } from '../../support/golden.js'

describe('hit@k', () => {
  it('counts cases whose pair stands among the first k', () => {
    expect(hitAt(1, [1, 2, null, 1])).toBe(0.5)
    expect(hitAt(3, [1, 2, null, 4])).toBe(0.5)
  })

  it('refuses an empty evaluation', () => {
    expect(() => hitAt(1, [])).toThrow(expect.objectContaining({ code: 'EMPTY_EVALUATION' }))
  })
})

describe('MRR@k', () => {
  it('averages reciprocal ranks and counts missing or too low ones as 0', () => {
    expect(meanReciprocalRankAt(10, [1, 2, 11, null])).toBe((1 + 1 / 2) / 4)
  })
})

describe('AUROC', () => {
  it('is one when every positive scores above every negative', () => {
    expect(auroc([0.9, 0.8], [0.1, 0.2, 0.3])).toBe(1)
  })

  it('is a half when scores carry no information', () => {
    expect(auroc([0.5, 0.5], [0.5, 0.5, 0.5])).toBe(0.5)
  })

  it('counts pairs in the right order, ties as a half', () => {
    // pairs: (3,1) right, (3,3) tie, (2,1) right, (2,3) wrong
    expect(auroc([3, 2], [1, 3])).toBe(2.5 / 4)
  })

  it('is null when one side is empty', () => {
    expect(auroc([1], [])).toBeNull()
  })
})

describe('expected calibration error', () => {
  it('is zero when confidence equals accuracy in every bin', () => {
    const cases = [0.25, 0.25, 0.25, 0.25].map((confidence, i) => ({ confidence, right: i === 0 }))
    expect(expectedCalibrationError(cases)).toBeCloseTo(0, 12)
  })

  it('is the distance between confidence and accuracy', () => {
    const cases = [0.95, 0.95].map((confidence, i) => ({ confidence, right: i === 0 }))
    expect(expectedCalibrationError(cases)).toBeCloseTo(0.45, 12)
  })

  it('counts a certainty of one in the last bin', () => {
    expect(expectedCalibrationError([{ confidence: 1, right: true }])).toBe(0)
  })
})

describe('a confidence that is NaN', () => {
  const cases = [{ confidence: Number.NaN, right: false }]

  it('is an error, not a perfect calibration', () => {
    expect(() => expectedCalibrationError(cases)).toThrow('a confidence is not a number')
    expect(() => reliabilityBins([...cases, { confidence: 0.5, right: true }])).toThrow('a confidence is not a number')
  })

  it('makes the AUROC fail on either side', () => {
    expect(() => auroc([Number.NaN], [1])).toThrow('a confidence is not a number')
    expect(() => auroc([1, 2], [0, Number.NaN])).toThrow('a confidence is not a number')
  })
})

describe('quantile and mean', () => {
  it('interpolates between neighbours', () => {
    expect(quantile(0.5, [4, 1, 3, 2])).toBe(2.5)
    expect(quantile(0.95, [10])).toBe(10)
  })

  it('refuse an empty list', () => {
    expect(() => mean([])).toThrow(expect.objectContaining({ code: 'EMPTY_EVALUATION' }))
    expect(() => quantile(0.5, [])).toThrow(expect.objectContaining({ code: 'EMPTY_EVALUATION' }))
  })
})

describe('the questions whose latency is measured', () => {
  it('come from the whole golden set, however long it is', () => {
    for (const length of [1, 30, 31, 59, 60, 89, 10_000]) {
      const asked = spread(Array.from({ length }, (_, i) => i))
      expect(new Set(asked).size).toBe(Math.min(30, length))
      expect(asked.at(-1)).toBeGreaterThanOrEqual(Math.floor((length * 29) / 30))
    }
  })
})

describe('risk and coverage', () => {
  it('have one point per confidence, in any order of equal ones', () => {
    const asked = (confidence: number, bestIsRight: boolean): CaseResult => {
      const [golden, noise, kind] = [caseOf('q', ['a']), 'clean', 'answered'] as const
      const answer = { rank: 1, shown: ['a'], answer: 'A', topic: null, language: 'en', ms: 1 }
      return { case: golden, asked: 'q', noise, kind, ...answer, confidence, bestIsRight }
    }
    const results = [asked(0.5, true), asked(0.5, false), asked(0.9, true), asked(0.5, false)]
    const points = [
      { coverage: 0.25, risk: 0, threshold: 0.9 },
      { coverage: 1, risk: 0.5, threshold: 0.5 },
    ]
    expect(summarise(results).riskCoverage).toEqual(points)
    expect(summarise(results.toReversed()).riskCoverage).toEqual(points)
  })
})
