import { describe, expect, it } from 'vitest'
import type { StrayQuestion } from '../../../knowledge/content/stray-questions.js'
import { gatherOutOfScope } from '../../../training/ranker/gather-out-of-scope.js'
import { materialOf } from '../../support/ranker-material.js'
import { pairOf } from '../../support/snapshot.js'

const pairs = [
  pairOf({ id: 'weather', question: 'What will the weather be like tomorrow?' }),
  pairOf({ id: 'fees', question: 'How do I pay the filing fees?', answer: 'By card; bring your passport.' }),
]
const asked = 'What will the weather be like tomorrow'
const everyday = (...texts: readonly string[]): readonly StrayQuestion[] =>
  texts.map((en) => ({ wordings: { en }, subjects: [] }))
const marriage: StrayQuestion = {
  wordings: { en: 'What papers do I need to get married?', es: '¿Qué papeles hacen falta para casarse?' },
  subjects: ['married', 'matrimonio'],
}
const passport: StrayQuestion = {
  wordings: { en: 'How do I renew my passport?', es: '¿Cómo renuevo el pasaporte?' },
  subjects: ['passport', 'pasaporte'],
}

describe('gathering questions out of scope', () => {
  it('takes everyday questions except those that a pair covers, and those without a vector', async () => {
    const { texts, vectors } = await gatherOutOfScope(
      await materialOf(pairs),
      everyday(asked, 'Tell me a joke', '🙂🙂'),
      0,
    )
    expect(texts).toEqual(['Tell me a joke'])
    expect(Math.hypot(...vectors)).toBeCloseTo(1, 5)
  })

  it('leaves out a question in every language when a pair covers it in one', async () => {
    const both: StrayQuestion = { wordings: { en: asked, es: '¿Qué tiempo hará mañana?' }, subjects: [] }
    expect((await gatherOutOfScope(await materialOf(pairs), [both], 0)).texts).toEqual([])
  })

  it('takes questions for other offices, in every language, unless the version mentions the subject', async () => {
    const { texts } = await gatherOutOfScope(await materialOf(pairs), [marriage, passport], 0)
    expect(texts).toEqual(Object.values(marriage.wordings))
  })

  it('leaves out questions for other offices without a wording in a language of the version', async () => {
    const french = [pairOf({ id: 'taxes', language: 'fr', question: 'Comment payer mes impôts ?' })]
    const { texts } = await gatherOutOfScope(await materialOf(french), [marriage, ...everyday('Tell me a joke')], 0)
    expect(texts).toEqual(['Tell me a joke'])
  })

  it('takes every question that an editor decided on, once, and first', async () => {
    const decided = [asked, 'Tell me a joke']
    const { texts, vectors } = await gatherOutOfScope(await materialOf(pairs, decided), everyday(...decided), 0)
    expect(texts).toEqual(decided)
    expect(vectors.length % 2).toBe(0)
  })

  it('corrects the spelling of an editor’s question before embedding it', async () => {
    const material = await materialOf(pairs, ['How do I pay the fliing fees?'])
    const { texts, vectors } = await gatherOutOfScope(material, [], 0)
    const [meant] = await material.embedder.embed(['how do i pay the filing fees?'], 'query')
    expect(texts).toEqual(['How do I pay the fliing fees?'])
    expect([...vectors].map((value, i) => value * (meant?.[i] ?? 0)).reduce((sum, one) => sum + one, 0)).toBeCloseTo(
      1,
      5,
    )
  })

  it('is empty when nothing is given', async () => {
    expect(await gatherOutOfScope(await materialOf(pairs), [], 0)).toEqual({ texts: [], vectors: new Float32Array(0) })
  })
})
