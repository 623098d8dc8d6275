import { describe, expect, it } from 'vitest'
import type { Passage } from '../../../knowledge/content/passage.js'
import { openPrototypes } from '../../../knowledge/search/prototypes.js'

const DIMENSIONS = 3

function opened(rows: readonly (readonly [pair: number, vector: readonly number[]])[], pairs: number) {
  const passages = rows.map(([pair], row): Passage => ({ pair, part: row % 2 === 0 ? 'phrasing' : 'answer', text: '' }))
  const values = Float32Array.from(rows.flatMap(([, vector]) => vector))
  return openPrototypes(passages, pairs, { rows: rows.length, dimensions: DIMENSIONS, values })
}

const question = Float32Array.from([0, 1, 0])

describe('the prototype of a pair', () => {
  const prototypes = opened(
    [
      [0, [1, 0, 0]],
      [0, [0, 1, 0]],
      [1, [0, 0.6, 0.8]],
      [2, [0, 0, 0]],
    ],
    4,
  )

  const cosines = (pairs: readonly number[], heldOut?: number) => [
    ...(prototypes.cosinesWith(question, heldOut)?.(pairs) ?? []),
  ]

  it('lies between its phrasings and the sentences of its answer', () => {
    const [both = 0, one = 0] = cosines([0, 1])
    expect(both).toBeCloseTo(Math.SQRT1_2, 6)
    expect(one).toBeCloseTo(0.6, 6)
  })

  it('is similar to nothing when no passage has a vector, or there is no passage', () => {
    expect(cosines([2, 3])).toEqual([0, 0])
  })

  it('is compared with nothing where the question has no vector', () => {
    expect(prototypes.cosinesWith(null)).toBeNull()
  })

  it('excludes a passage that is held out', () => {
    expect(cosines([1, 0], 0)[1]).toBeCloseTo(1, 6)
    expect(cosines([1, 0], 1)[1]).toBeCloseTo(0, 6)
    expect(cosines([0, 1], 2)[1]).toBe(0)
    expect(cosines([0], 2)[0]).toBeCloseTo(Math.SQRT1_2, 6)
  })
})
