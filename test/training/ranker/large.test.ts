import { describe, expect, it } from 'vitest'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { readRanker } from '../../../knowledge/search/ranker/ranker-file.js'
import { rankerFit } from '../../../training/ranker/ranker-fit.js'
import { USUAL_RISK } from '../../../training/ranker/thresholds.js'
import { materialOf } from '../../support/ranker-material.js'
import { pairOf } from '../../support/snapshot.js'

/** Every phrasing has one word of its pair and one unique word. */
function office(pairs: number, phrasings: number): readonly QnaPair[] {
  return Array.from({ length: pairs }, (_, i) => {
    const [question = '', ...alternateQuestions] = Array.from({ length: phrasings }, (_, j) => `matter${i} way${j}`)
    return pairOf({ id: `p${String(i).padStart(5, '0')}`, question, alternateQuestions, answer: 'Yes.' })
  })
}

async function fitted(pairs: readonly QnaPair[]) {
  return readRanker(await rankerFit(USUAL_RISK)(await materialOf(pairs)))
}

describe('the ranker of a large knowledge base', () => {
  it('stays the default one when training would take minutes', async () => {
    const { head, weights } = await fitted(office(4_000, 2))

    expect(head).toBeNull()
    expect(weights.linear ?? 0).toBe(0)
  })

  it('uses a head without the held-out phrasings when these are very few', async () => {
    expect((await fitted(office(27, 300))).head?.texts).toBe(27 * 300 - 400)
    expect((await fitted(office(10, 20))).head?.texts).toBe(10 * 20)
  })
})
