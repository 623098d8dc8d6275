import { describe, expect, it } from 'vitest'
import type { Subject } from '../../evaluation/bench/benchmarked-system.js'
import { eldLanguageDetector } from '../../knowledge/adapters/eld-language-detector.js'
import { hashedNgrams } from '../../knowledge/adapters/hashed-ngram-embedder.js'
import { hnswIndexFormat } from '../../knowledge/adapters/hnsw-index.js'
import { defaultRanker } from '../../knowledge/search/ranker/default-ranker.js'
import { writeRanker } from '../../knowledge/search/ranker/ranker-file.js'
import { explain } from './explain.js'
import type { Questions } from './measure.js'
import { renderExplained } from './render-explained.js'
import { wrongAnswers } from './wrong-answers.js'

const subject = (id: string, phrasing: string, answer: string): Subject => {
  return { id, phrasings: [phrasing], answer, language: 'en' }
}

/**
 * Only an answer identifies the second question; a whole text also identifies the first. The third is out of scope and looks
 * like the first.
 */
const questions: Questions = {
  lesson: {
    subjects: [
      subject('fees', 'what is the fee', 'Sixty florins.'),
      subject('hours', 'when are you open', 'From nine to two.'),
      subject('place', 'where is the office', 'Behind the cathedral.'),
    ],
    outOfScope: [],
  },
  queries: [
    { text: 'what is the fee', relevant: ['fees'], lang: 'en' },
    { text: 'cathedral', relevant: ['place'], lang: 'en' },
    { text: 'what is the fee', relevant: [], lang: 'en' },
  ],
}

const making = {
  embedderProvider: hashedNgrams,
  indexFormat: hnswIndexFormat(),
  detectLanguages: eldLanguageDetector,
  clock: { now: () => new Date('2026-01-01T00:00:00Z') },
  fitRanker: async () =>
    writeRanker({
      ...defaultRanker({ name: 'hashed-ngrams' }),
      weights: { stems: 1, answerStems: 1 },
      confidence: { bias: 20, score: 0 },
    }),
}

describe('what explains a set', () => {
  it('leaves out one group of signals at a time and keeps the fit of the rest', async () => {
    const { explained } = await explain('tiny', questions, making, true)
    expect(explained.whole).toMatchObject({ hitAt1: 1 })
    expect(explained.without).toMatchObject({
      answer: { hitAt1: 1 / 2 },
      lexical: { hitAt1: 1 },
      dense: null,
      linear: null,
      prototype: null,
    })
    expect(renderExplained([explained], []).join('\n')).toContain('| without answer | 50.0 (−50.0) / ')
  })

  it('compares the starting curve of a version with its fitted one', async () => {
    const { explained } = await explain('tiny', questions, making, false)
    const { before, after } = explained.calibration
    expect(explained.without).toBeNull()
    expect(after.bins).toEqual([{ confidence: expect.closeTo(1, 6), accuracy: 2 / 3, cases: 3 }])
    expect(after.ece).toBeCloseTo(1 / 3, 6)
    expect(before.bins).not.toEqual(after.bins)
  })

  it('shows a wrong answer with the expected one and the strongest signal', async () => {
    const { cases } = await explain('tiny', questions, making, false)
    expect(wrongAnswers('tiny', cases, 1)).toMatchInlineSnapshot(`
      "tiny: 1 of 3 answers wrong (3 questions, seed 1)
        ? what is the fee
          expected   no answer
          given      fees (what is the fee)
          confidence 1.00
          strongest  stems: 0.50 of 0.74
      "
    `)
  })
})
