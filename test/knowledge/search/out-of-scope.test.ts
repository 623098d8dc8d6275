import { describe, expect, it } from 'vitest'
import { confidenceOf } from '../../../knowledge/search/confidence.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import {
  closerToOutOfScope,
  NOTHING_OUT_OF_SCOPE,
  nearestOutOfScope,
} from '../../../knowledge/search/ranker/out-of-scope.js'

const outOfScope = { texts: ['Will it rain?', 'Tell me a joke'], vectors: Float32Array.of(1, 0, 0, 1) }
const ranker = { ...defaultRanker({ name: 'any' }), denseFloor: 0.2, outOfScope, outOfScopeWeight: 8 }
const best = (dense: number) => ({ score: 0.6, signals: { dense } })

describe('the questions out of scope', () => {
  it('give the closest one, on the scale of the dense signal', () => {
    expect(nearestOutOfScope(outOfScope, 0.2, Float32Array.of(0.6, 0.8))).toEqual({
      text: 'Tell me a joke',
      similarity: expect.closeTo(0.75, 5),
    })
    expect(nearestOutOfScope(outOfScope, 0.2, Float32Array.of(0.1, -0.9))?.similarity).toBe(0)
  })

  it('give none for a question without a vector, or when there are none', () => {
    expect(nearestOutOfScope(outOfScope, 0.2, null)).toBeNull()
    expect(nearestOutOfScope(outOfScope, 0.2, Float32Array.of(-1, -1))).toBeNull()
    expect(nearestOutOfScope(NOTHING_OUT_OF_SCOPE, 0, Float32Array.of(1, 0))).toBeNull()
  })

  it('count by how much closer one is than the best candidate, and only if it is clearly similar', () => {
    const near = (similarity: number) => ({ text: 'Will it rain?', similarity })
    expect(closerToOutOfScope(near(0.9), 0.5)).toBeCloseTo(0.4, 10)
    expect(closerToOutOfScope(near(0.9), 0.95)).toBe(0)
    expect(closerToOutOfScope(near(0.4), 0.1)).toBe(0)
  })

  it('lower the confidence of an answer, and never raise it', () => {
    const near = (similarity: number) => ({ outside: { text: 'Will it rain?', similarity }, foreign: null })
    const sure = confidenceOf(best(0.5), best(0.5), { outside: null, foreign: null }, ranker)
    expect(confidenceOf(best(0.5), best(0.5), near(0.5), ranker)).toBe(sure)
    expect(confidenceOf(best(0.5), best(0.5), near(0.9), ranker)).toBeLessThan(sure / 3)
    expect(confidenceOf(best(0.5), best(0.5), near(0.9), { ...ranker, outOfScopeWeight: 0 })).toBe(sure)
  })
})
