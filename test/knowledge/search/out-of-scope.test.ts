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

describe('what is out of scope', () => {
  it('is looked through for the closest, on the scale of the dense signal', () => {
    expect(nearestOutOfScope(outOfScope, 0.2, Float32Array.of(0.6, 0.8))).toEqual({
      text: 'Tell me a joke',
      similarity: expect.closeTo(0.75, 5),
    })
    expect(nearestOutOfScope(outOfScope, 0.2, Float32Array.of(0.1, -0.9))?.similarity).toBe(0)
  })

  it('holds nothing close to a question without a vector, or where there is none', () => {
    expect(nearestOutOfScope(outOfScope, 0.2, null)).toBeNull()
    expect(nearestOutOfScope(outOfScope, 0.2, Float32Array.of(-1, -1))).toBeNull()
    expect(nearestOutOfScope(NOTHING_OUT_OF_SCOPE, 0, Float32Array.of(1, 0))).toBeNull()
  })

  it('counts by how much closer it is than the best candidate, and only where it is plainly alike', () => {
    const near = (similarity: number) => ({ text: 'Will it rain?', similarity })
    expect(closerToOutOfScope(near(0.9), 0.5)).toBeCloseTo(0.4, 10)
    expect(closerToOutOfScope(near(0.9), 0.95)).toBe(0)
    expect(closerToOutOfScope(near(0.4), 0.1)).toBe(0)
  })

  it('makes an answer less sure, never surer', () => {
    const near = (similarity: number) => ({ outside: { text: 'Will it rain?', similarity }, foreign: null })
    const sure = confidenceOf(best(0.5), best(0.5), { outside: null, foreign: null }, ranker)
    expect(confidenceOf(best(0.5), best(0.5), near(0.5), ranker)).toBe(sure)
    expect(confidenceOf(best(0.5), best(0.5), near(0.9), ranker)).toBeLessThan(sure / 3)
    expect(confidenceOf(best(0.5), best(0.5), near(0.9), { ...ranker, outOfScopeWeight: 0 })).toBe(sure)
  })
})
