import { describe, expect, it } from 'vitest'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { passagesOf } from '../../../knowledge/content/passage.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { usualSimilarity } from '../../../training/ranker/usual-similarity.js'
import { samplePairs } from '../../support/sample.js'
import { pairOf } from '../../support/snapshot.js'

const pairs = samplePairs(['en'])

async function usualOf(taught: readonly QnaPair[]): Promise<number> {
  const passages = passagesOf(taught)
  const texts = passages.map(({ text }) => text)
  const { embedder, pin } = await staticEncoder().fit(texts, null)
  const nothing = new Float32Array(pin.dimensions)
  const values = Float32Array.from((await embedder.embed(texts, 'passage')).flatMap((row) => [...(row ?? nothing)]))
  await embedder.close()
  return usualSimilarity({
    pairs: taught,
    passages,
    vectors: { rows: texts.length, dimensions: pin.dimensions, values },
  })
}

describe('the mean similarity of unrelated passages', () => {
  it('does not count the similarity of phrasings of one pair', async () => {
    const usual = await usualOf(pairs)
    expect(usual).toBeGreaterThan(0.1)
    const fee = pairOf({
      id: 'fee',
      question: 'How much does it cost to register a company?',
      alternateQuestions: ['What is the fee for company registration?', 'What does registering a company cost?'],
      answer: 'The fee is 150 euros.',
    })
    const passport = pairOf({ id: 'passport', question: 'How do I renew my passport?', answer: 'Bring the old one.' })
    expect(await usualOf([fee, passport])).toBeLessThan(usual + 0.1)
  })

  it('is 0 for one pair and its translation', async () => {
    const one = pairs.slice(0, 1)
    const translated = samplePairs(['es']).filter(({ id }) => id === one[0]?.id)
    expect(translated).toHaveLength(1)
    expect(await usualOf(one)).toBe(0)
    expect(await usualOf([...one, ...translated])).toBe(0)
  })

  it('is 0 when there is nothing to compare', async () => {
    expect(await usualOf([])).toBe(0)
  })
})
