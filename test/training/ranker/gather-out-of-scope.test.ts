import { describe, expect, it } from 'vitest'
import { gatherOutOfScope } from '../../../training/ranker/gather-out-of-scope.js'
import { materialOf } from '../../support/ranker-material.js'
import { pairOf } from '../../support/snapshot.js'

const pairs = [
  pairOf({ id: 'weather', question: 'What will the weather be like tomorrow?' }),
  pairOf({ id: 'fees', question: 'How do I pay the filing fees?' }),
]
const everyday = ['What will the weather be like tomorrow', 'Tell me a joke', '🙂🙂']

describe('gathering what is out of scope', () => {
  it('takes everyday questions but for those that a pair asks, and those without a vector', async () => {
    const { texts, vectors } = await gatherOutOfScope(await materialOf(pairs), everyday, 0)
    expect(texts).toEqual(['Tell me a joke'])
    expect(Math.hypot(...vectors)).toBeCloseTo(1, 5)
  })

  it('takes whatever an editor decided, once, and first', async () => {
    const decided = ['What will the weather be like tomorrow', 'Tell me a joke']
    const { texts, vectors } = await gatherOutOfScope(await materialOf(pairs, decided), everyday, 0)
    expect(texts).toEqual(decided)
    expect(vectors.length % 2).toBe(0)
  })

  it('is empty where nothing is given', async () => {
    expect(await gatherOutOfScope(await materialOf(pairs), [], 0)).toEqual({ texts: [], vectors: new Float32Array(0) })
  })
})
