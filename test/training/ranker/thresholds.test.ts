import { describe, expect, it } from 'vitest'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import { thresholdForRisk, USUAL_RISK, withThresholds } from '../../../training/ranker/thresholds.js'

describe('the threshold for a risk', () => {
  it('is the measured one at a measured risk, and linear between two of them', () => {
    expect(thresholdForRisk(0.025)).toBe(0.95)
    expect(thresholdForRisk(0.125)).toBeCloseTo(0.6, 10)
    expect(thresholdForRisk(0.185)).toBeCloseTo(0.5, 10)
    expect(thresholdForRisk(0.18)).toBeCloseTo(0.51, 10)
  })

  it('never rises with the risk', () => {
    const thresholds = Array.from({ length: 101 }, (_, percent) => thresholdForRisk(percent / 100))
    thresholds.reduce((before, threshold) => {
      expect(threshold).toBeLessThanOrEqual(before)
      return threshold
    })
    expect(new Set(thresholds).size).toBeGreaterThan(30)
  })

  it('stays within the measured range', () => {
    expect([thresholdForRisk(0), thresholdForRisk(0.001)]).toEqual([0.95, 0.95])
    expect([thresholdForRisk(0.45), thresholdForRisk(0.5), thresholdForRisk(1)]).toEqual([0.2, 0.2, 0.2])
  })
})

describe('thresholds', () => {
  it('follow from the accepted risk, for stricter classes from their own', () => {
    const stricter = [{ key: 'topic', value: 'deadlines', risk: 0.02 }]
    expect(withThresholds(defaultRanker({ name: 'any' }), { usual: 0.125, stricter })).toMatchObject({
      confidenceThreshold: expect.closeTo(0.6, 10),
      clarificationThreshold: 0.25,
      stricter: [{ key: 'topic', value: 'deadlines', confidenceThreshold: 0.95 }],
    })
  })

  it('never need more confidence for a choice than for an answer', () => {
    const { clarificationThreshold, confidenceThreshold } = withThresholds(defaultRanker({ name: 'any' }), {
      usual: 0.5,
      stricter: [],
    })
    expect(clarificationThreshold).toBe(confidenceThreshold)
  })

  it('are by default those of the default ranker', () => {
    const ranker = defaultRanker({ name: 'any' })
    expect(withThresholds(ranker, USUAL_RISK)).toEqual({
      ...ranker,
      confidenceThreshold: expect.closeTo(ranker.confidenceThreshold, 10),
    })
  })
})
