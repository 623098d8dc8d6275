import { describe, expect, it } from 'vitest'
import { confidenceOf } from '../../../knowledge/search/confidence.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'

const ranker = { ...defaultRanker({ name: 'any' }), confidence: { bias: -2, score: 6 }, leadWeight: 1 }
const asked = { outside: null, foreign: null }
const scored = (score: number) => ({ score, signals: {} })

describe('confidence', () => {
  it('follows from the score and its lead over the best other candidate', () => {
    const confidence = confidenceOf(scored(0.5), scored(0.3), asked, ranker)
    expect(Math.log(confidence / (1 - confidence))).toBeCloseTo(-2 + 6 * (0.5 + 0.2), 10)
  })

  it('is greatest where there is no other candidate, and the less the closer the other comes', () => {
    const rivals = [undefined, scored(0.1), scored(0.3), scored(0.5)]
    const confidences = rivals.map((rival) => confidenceOf(scored(0.5), rival, asked, ranker))
    expect(confidences).toEqual([...new Set(confidences)].sort((left, right) => right - left))
  })

  it('is that of the other candidate, too, which then lies behind', () => {
    const [best, second] = [scored(0.5), scored(0.4)]
    expect(confidenceOf(second, best, asked, ranker)).toBeLessThan(confidenceOf(best, second, asked, ranker))
  })

  it('looks at the score alone in a version whose curve was fitted so', () => {
    const before = { ...ranker, leadWeight: 0 }
    expect(confidenceOf(scored(0.5), scored(0.5), asked, before)).toBe(
      confidenceOf(scored(0.5), undefined, asked, before),
    )
  })
})
