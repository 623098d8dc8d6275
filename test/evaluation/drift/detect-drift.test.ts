import { describe, expect, it } from 'vitest'
import {
  DEFAULT_DRIFT_LIMITS,
  type DriftObservation,
  detectDrift,
  populationStability,
} from '../../../evaluation/drift/detect-drift.js'
import { seededRandom } from '../../../evaluation/statistics/random.js'

function window(
  size: number,
  fields: { fallback: number; confidence: number; spanish: number; unseen: number; notHelpful: number },
  seed = 1,
) {
  const random = seededRandom(seed)
  return Array.from(
    { length: size },
    (): DriftObservation => ({
      confidence: Math.min(1, Math.max(0, fields.confidence + (random() - 0.5) * 0.3)),
      fallback: random() < fields.fallback,
      language: random() < fields.spanish ? 'es' : 'en',
      unseenShare: fields.unseen,
      notHelpful: random() < fields.notHelpful,
    }),
  )
}

const usual = { fallback: 0.2, confidence: 0.7, spanish: 0.6, unseen: 0.05, notHelpful: 0.03 }

describe('drift', () => {
  it('is not detected between two windows of the same kind', () => {
    const verdict = detectDrift(window(400, usual), window(400, usual, 2), [], DEFAULT_DRIFT_LIMITS)
    expect(verdict).toMatchObject({ drifting: false, alarms: [], tooFew: null })
  })

  it('is detected in each signal that shifts', () => {
    const shifted = { fallback: 0.7, confidence: 0.3, spanish: 0.1, unseen: 0.5, notHelpful: 0.3 }
    const verdict = detectDrift(window(400, usual), window(400, shifted, 2), [], DEFAULT_DRIFT_LIMITS)
    expect(verdict.alarms).toEqual(['confidencePsi', 'fallbackRise', 'unseenRise', 'languageShift', 'notHelpfulRise'])
  })

  it('keeps its alarm until the signal has fallen well below the limit', () => {
    const between = { ...usual, fallback: 0.32 }
    const [reference, live] = [window(2_000, usual), window(2_000, between, 2)]
    expect(detectDrift(reference, live, [], DEFAULT_DRIFT_LIMITS).alarms).toEqual([])
    expect(detectDrift(reference, live, ['fallbackRise'], DEFAULT_DRIFT_LIMITS).alarms).toEqual(['fallbackRise'])
  })

  it('gives no verdict on too few questions', () => {
    const verdict = detectDrift(window(400, usual), window(10, { ...usual, fallback: 1 }), [], DEFAULT_DRIFT_LIMITS)
    expect(verdict.drifting).toBe(false)
    expect(verdict.tooFew).toEqual({ live: 10, reference: 400, least: 50 })
  })

  it('is seldom detected in a hundred questions of the same kind', () => {
    const spread = { ...usual, fallback: 0, unseen: 0, notHelpful: 0 }
    const anyConfidence = (size: number, seed: number) => {
      const random = seededRandom(seed)
      return window(size, spread, seed).map((one) => ({ ...one, language: 'es', confidence: random() ** 2 }))
    }
    const alarms = Array.from({ length: 300 }, (_, i) =>
      detectDrift(anyConfidence(200, 2 * i), anyConfidence(100, 2 * i + 1), [], DEFAULT_DRIFT_LIMITS),
    )
    expect(alarms.filter(({ drifting }) => drifting).length).toBeLessThanOrEqual(3)
  })

  it('has no figure for a window without a question', () => {
    const { figures } = detectDrift(window(400, usual), [], ['fallbackRise'], DEFAULT_DRIFT_LIMITS)
    expect(figures).toMatchObject({ reference: 400, live: 0, confidencePsi: null, languageShift: null })
    expect(figures.fallbackRate).toEqual({ reference: expect.any(Number), live: null })
    expect(figures.notHelpfulRate.live).toBeNull()
  })
})

describe('the population stability index', () => {
  it('is 0 for equal windows and grows with the shift', () => {
    const low = Array.from({ length: 100 }, () => 0.2)
    const mixed = [...low.slice(50), ...Array.from({ length: 50 }, () => 0.8)]
    const high = Array.from({ length: 100 }, () => 0.8)
    expect(populationStability(low, low)).toBe(0)
    expect(populationStability(low, mixed)).toBeGreaterThan(0.25)
    expect(populationStability(low, high)).toBeGreaterThan(Number(populationStability(low, mixed)))
    expect(populationStability([], low)).toBeNull()
  })
})
