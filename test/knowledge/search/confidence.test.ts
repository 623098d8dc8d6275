import { describe, expect, it } from 'vitest'
import { confidenceOf } from '../../../knowledge/search/confidence.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'

const ranker = { ...defaultRanker({ name: 'any' }), confidence: { bias: -2, score: 6 }, leadWeight: 1 }
const asked = { outside: null, foreign: null }
const scored = (score: number) => ({ score, signals: {} })

describe('confidence', () => {
  it('depends on the score and its lead over the best other candidate', () => {
    const confidence = confidenceOf(scored(0.5), scored(0.3), asked, ranker)
    expect(Math.log(confidence / (1 - confidence))).toBeCloseTo(-2 + 6 * (0.5 + 0.2), 10)
  })

  it('is greatest without another candidate, and falls as the other comes closer', () => {
    const rivals = [undefined, scored(0.1), scored(0.3), scored(0.5)]
    const confidences = rivals.map((rival) => confidenceOf(scored(0.5), rival, asked, ranker))
    expect(confidences).toEqual([...new Set(confidences)].sort((left, right) => right - left))
  })

  it('is computed for the other candidate, too, with a negative lead', () => {
    const [best, second] = [scored(0.5), scored(0.4)]
    expect(confidenceOf(second, best, asked, ranker)).toBeLessThan(confidenceOf(best, second, asked, ranker))
  })

  it('depends on the score alone in a version whose curve was fitted in this way', () => {
    const before = { ...ranker, leadWeight: 0 }
    expect(confidenceOf(scored(0.5), scored(0.5), asked, before)).toBe(
      confidenceOf(scored(0.5), undefined, asked, before),
    )
  })
})
