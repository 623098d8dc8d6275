import { describe, expect, it } from 'vitest'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { HASHED_NGRAMS } from '../../../knowledge/adapters/hashed-ngram-embedder.js'
import { phrasingsOf } from '../../../knowledge/content/passage.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { MAX_QUESTION_CHARS, type Question } from '../../../knowledge/search/outcome.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import type { Ranker } from '../../../knowledge/search/ranker/ranker.js'
import { createSearcher } from '../../../knowledge/search/searcher.js'
import { words } from '../../../knowledge/text/normalise.js'
import { randomHead } from '../../support/linear-heads.js'
import { seededRandom } from '../../support/seeded-vectors.js'
import { pairOf, snapshotOf } from '../../support/snapshot.js'

const registerEs = pairOf({
  id: 'register',
  language: 'es',
  question: '¿Cómo registro una empresa?',
  alternateQuestions: ['quiero dar de alta mi sociedad', 'pasos para constituir una compañía'],
  answer: 'Presente la solicitud en línea con su firma electrónica. La tasa es de 60 euros.',
})
const registerEn = pairOf({
  id: 'register',
  question: 'How do I register a company?',
  alternateQuestions: ['steps to set up my business'],
  answer: 'File the application online with your electronic signature. The fee is 60 euros.',
})
const feeRegister = pairOf({
  id: 'fee-register',
  question: 'How much is the fee to register?',
  answer: 'It is 60 euros.',
})
const feeChange = pairOf({ id: 'fee-change', question: 'How much is the fee to change?', answer: 'It is 25 euros.' })
const hours = pairOf({
  id: 'hours',
  language: 'es',
  question: '¿Qué horario tiene la oficina?',
  answer: 'De lunes a viernes, de nueve a dos.',
  metadata: { office: 'Norte' },
})
const person = pairOf({
  id: 'person',
  question: 'I want to talk to a person',
  alternateQuestions: ['human please'],
  answer: 'Call 555 0100.',
  metadata: { role: 'handoff' },
})
const thanks = pairOf({
  id: 'thanks',
  question: 'thank you',
  answer: 'You are welcome.',
  metadata: { role: 'small-talk' },
})
const expired = pairOf({
  id: 'summer',
  question: 'Is the office open in August?',
  answer: 'Mornings only.',
  validFrom: '2026-08-01',
  validUntil: '2026-08-31',
})
const all: readonly QnaPair[] = [registerEs, registerEn, feeRegister, feeChange, hours, person, thanks, expired]

async function ask(text: string, fields: Partial<Question> = {}, pairs = all, ranker?: Ranker) {
  const snapshot = await snapshotOf(pairs, ranker)
  const searcher = createSearcher(snapshot, await eldLanguageDetector(snapshot.manifest.languages))
  return searcher.search({ text, languageHint: null, filter: {}, now: new Date('2026-11-01T10:00:00Z'), ...fields })
}

describe('the share of unseen words', () => {
  it('counts words that do not occur in the version, after correction and without courtesies', async () => {
    const shareOf = async (text: string) => (await ask(text)).unseenShare
    expect(await shareOf('How do I register a company?')).toBe(0)
    expect(await shareOf('hello, how do I regsiter a company please')).toBe(0)
    expect(await shareOf('registering companies')).toBe(0)
    expect(await shareOf('zarquon frobnicates')).toBe(1)
    expect(await shareOf('register zarquon')).toBe(0.5)
  })

  it('is null when nothing was searched', async () => {
    expect((await ask('…')).unseenShare).toBeNull()
  })
})

describe('a question', () => {
  it('is answered in its own language', async () => {
    expect((await ask('¿Cómo registro una empresa?')).outcome).toMatchObject({
      kind: 'answered',
      pair: { id: 'register', language: 'es' },
    })
    expect((await ask('How do I register a company?')).outcome).toMatchObject({
      kind: 'answered',
      pair: { id: 'register', language: 'en' },
    })
  })

  it.each([
    'como registro una empresa',
    'COMO REGISTRO UNA EMPRESA???',
    '¿cómo rejistro una enpresa?',
    'Hola, buenas tardes, quisiera saber por favor cómo registro una empresa, gracias',
    '  ¿Cómo   registro\n una empresa? 🙏🙏',
    'Ｃómo registro una empresa',
  ])('survives its spelling: %s', async (text) => {
    expect((await ask(text)).outcome).toMatchObject({ kind: 'answered', pair: { id: 'register', language: 'es' } })
  })

  it('is understood despite typing mistakes', async () => {
    const [slipped, meant] = await Promise.all([
      ask('How do I regsiter a company?'),
      ask('How do I register a company?'),
    ])
    expect(slipped.candidates[0]?.signals.dense).toBe(meant.candidates[0]?.signals.dense)
    expect(slipped.normalised).toBe('How do I regsiter a company?')
  })

  it('names the version, the language and every signal of its candidates', async () => {
    const decision = await ask('How do I register a company?')
    expect(decision).toMatchObject({ version: 'kb-000001', language: 'en', normalised: 'How do I register a company?' })
    const [best] = decision.candidates
    expect(best?.phrasing).toBe('How do I register a company?')
    expect(best?.matchedWords).toEqual(['How', 'do', 'I', 'register', 'a', 'company'])
    expect(Object.keys(best?.signals ?? {})).toContain('dense')
  })

  it('gives each candidate its confidence, the best the one of the outcome', async () => {
    const { outcome, candidates } = await ask('company fees')
    const confidences = candidates.map(({ confidence }) => confidence)
    expect(confidences.length).toBeGreaterThan(1)
    expect(confidences[0]).toBe(outcome.confidence)
    expect(confidences).toEqual(confidences.toSorted((left, right) => right - left))
  })

  it('finds a pair by a word that only its answer contains', async () => {
    const [best] = (await ask('electronic signature')).candidates
    expect(best?.pair.id).toBe('register')
  })
})

describe('silence', () => {
  it('is the outcome for questions that the knowledge base does not answer', async () => {
    expect((await ask('What vaccines does my baby need?')).outcome).toMatchObject({
      kind: 'fallback',
      reason: 'not-confident',
    })
  })

  it.each(['', '   ', '👍', '???', '\u200b\u0000', '¡¡¡…!!!'])(
    'is the reply to a message without words: %j',
    async (text) => {
      expect((await ask(text)).outcome).toEqual({ kind: 'fallback', reason: 'empty', confidence: 0 })
    },
  )

  it('asks for a shorter message only beyond the limit', async () => {
    const longest = 'How do I register a company? '.repeat(100).slice(0, MAX_QUESTION_CHARS - 1)
    expect((await ask(longest)).outcome.kind).not.toBe('fallback')
    expect((await ask('x '.repeat(5_000))).outcome).toEqual({ kind: 'fallback', reason: 'too-long', confidence: 0 })
  })

  it('is the outcome for a single enormous word', async () => {
    expect((await ask('z'.repeat(1_900))).outcome.kind).toBe('fallback')
  })
})

describe('two close candidates', () => {
  it('are offered as a choice', async () => {
    const { outcome } = await ask('how much is the fee')
    expect(outcome.kind).toBe('clarification')
    if (outcome.kind !== 'clarification') return
    expect(outcome.pairs.map(({ id }) => id).sort()).toEqual(['fee-change', 'fee-register'])
  })

  it('are distinguished by the word that differs', async () => {
    expect((await ask('how much is the fee to change')).outcome).toMatchObject({
      kind: 'answered',
      pair: { id: 'fee-change' },
    })
  })
})

describe('a pair', () => {
  it('with the role of a handoff gives a handoff', async () => {
    expect((await ask('human please')).outcome).toMatchObject({ kind: 'handoff', pair: { id: 'person' } })
  })

  it('is not shown outside its validity', async () => {
    const august = { now: new Date('2026-08-15T10:00:00Z') }
    expect((await ask('Is the office open in August?', august)).outcome).toMatchObject({ pair: { id: 'summer' } })
    expect((await ask('Is the office open in August?')).candidates.map(({ pair }) => pair.id)).not.toContain('summer')
  })

  it('is shown only when its metadata matches the filter', async () => {
    const north = await ask('¿Qué horario tiene la oficina?', { filter: { office: 'norte' } })
    expect(north.outcome).toMatchObject({ kind: 'answered', pair: { id: 'hours' } })
    const south = await ask('¿Qué horario tiene la oficina?', { filter: { office: 'sur' } })
    expect(south.candidates).toEqual([])
  })
})

describe('language', () => {
  it('follows the page when the words are ambiguous', async () => {
    expect((await ask('ok', { languageHint: 'en' })).language).toBe('en')
    expect((await ask('ok', { languageHint: 'es' })).language).toBe('es')
  })

  it('follows the words when they are clear', async () => {
    expect((await ask('¿Qué horario tiene la oficina?', { languageHint: 'en' })).language).toBe('es')
  })
})

describe('a decision', () => {
  it('does not depend on earlier questions', async () => {
    const snapshot = await snapshotOf(all)
    const searcher = createSearcher(snapshot, await eldLanguageDetector(snapshot.manifest.languages))
    const texts = [
      'How do I register a company?',
      'HOW DO I REGISTER A COMPANY',
      'human please',
      'ok',
      '¿Cómo registro?',
    ]
    for (const text of [...texts, ...texts.toReversed(), ...texts]) {
      const now = new Date('2026-11-01T10:00:00Z')
      expect(await searcher.search({ text, languageHint: null, filter: {}, now })).toEqual(await ask(text))
    }
  })
})

describe('the contribution of each signal', () => {
  const usual = defaultRanker({ name: HASHED_NGRAMS })
  const withHead: Ranker = {
    ...usual,
    weights: { ...usual.weights, linear: 0.7, prototype: 0.4 },
    linearScale: 0.3,
    head: randomHead(
      seededRandom(8),
      phrasingsOf(all).map(({ text }) => words(text)),
      {
        classes: new Set(all.map(({ id }) => id)).size,
        dimensions: 512,
        hasDense: true,
      },
    ),
  }

  it.each([
    ['without a head', usual],
    ['with a head', withHead],
  ])('adds up to the score of every candidate, %s', async (_name, ranker) => {
    const seen = new Set<string>()
    for (const text of ['How much is the fee to register?', 'electronic signature', 'horario de la oficina norte']) {
      const { candidates } = await ask(text, {}, all, ranker)
      expect(candidates.length).toBeGreaterThan(0)
      for (const { score, signals, contributions } of candidates) {
        expect(Object.keys(contributions)).toEqual(Object.keys(signals))
        const given = Object.values(contributions)
        expect(given.reduce((sum, one) => sum + one, 0)).toBeCloseTo(score, 6)
        expect(Math.min(...given)).toBeGreaterThanOrEqual(0)
        for (const [signal, one] of Object.entries(contributions)) if (one > 0) seen.add(signal)
      }
    }
    expect(seen.has('linear') && seen.has('prototype')).toBe(ranker.head !== null)
  })

  it('is its value times its weight', async () => {
    const [best] = (await ask('How much is the fee to register?')).candidates
    const perfect = Object.values(usual.weights).reduce((sum, weight) => sum + weight, 0)
    expect(best?.contributions.stemPairs).toBeCloseTo(
      ((usual.weights.stemPairs ?? 0) * (best?.signals.stemPairs ?? 0)) / perfect,
      10,
    )
    expect(best?.contributions.stemPairs).toBeGreaterThan(0.1)
  })
})

describe('a class of pairs with a stricter threshold', () => {
  const stricter = [
    { key: 'office', value: 'NORTE', confidenceThreshold: 0.9 },
    { key: 'office', value: 'norte', confidenceThreshold: 0.7 },
  ]
  const strict = { ...defaultRanker({ name: HASHED_NGRAMS }), stricter }
  const sureBy = (confidence: number) => ({ bias: Math.log(confidence / (1 - confidence)), score: 0 })
  const surely = { ...strict, confidence: sureBy(0.75) }
  const verySurely = { ...strict, confidence: sureBy(0.95) }
  const question = '¿Qué horario tiene la oficina?'

  it('is answered from the strictest of its thresholds on, and the decision names it', async () => {
    expect(await ask(question, {}, [hours], surely)).toMatchObject({
      outcome: { kind: 'clarification', pairs: [{ id: 'hours' }], confidence: expect.closeTo(0.75, 10) },
      thresholds: { confidence: 0.9 },
    })
    expect(await ask(question, {}, [hours], verySurely)).toMatchObject({
      outcome: { kind: 'answered', pair: { id: 'hours' }, confidence: expect.closeTo(0.95, 10) },
      thresholds: { confidence: 0.9 },
    })
  })

  it('leaves other pairs to the usual threshold', async () => {
    for (const metadata of [{}, { office: 'Sur' }, { topic: 'norte' }]) {
      expect(await ask(question, {}, [{ ...hours, metadata }], surely)).toMatchObject({
        outcome: { kind: 'answered', confidence: expect.closeTo(0.75, 10) },
        thresholds: { confidence: 0.51 },
      })
    }
  })

  it('never lowers the usual threshold', async () => {
    const lax = { key: 'office', value: 'norte', confidenceThreshold: 0.1 }
    expect(await ask(question, {}, [hours], { ...surely, confidenceThreshold: 0.8, stricter: [lax] })).toMatchObject({
      outcome: { kind: 'clarification' },
      thresholds: { confidence: 0.8 },
    })
  })

  it('does not apply to a handoff, which has a lower threshold in every class', async () => {
    const person = { ...hours, metadata: { ...hours.metadata, role: 'handoff' } }
    const hardly = { ...strict, confidence: sureBy(0.4) }
    expect(await ask(question, {}, [person], hardly)).toMatchObject({
      outcome: { kind: 'handoff' },
      thresholds: { confidence: expect.closeTo(0.357, 10) },
    })
    const unsure = { ...strict, confidence: sureBy(0.2) }
    expect((await ask(question, {}, [person], unsure)).outcome.kind).toBe('fallback')
  })

  it('still offers a choice where it may not answer', async () => {
    const south = pairOf({ ...hours, id: 'south', question: '¿Qué horario tiene la oficina sur?' })
    expect((await ask(question, {}, [hours, south], surely)).outcome.kind).toBe('clarification')
  })

  it('has no effect when nothing was searched', async () => {
    expect((await ask('…', {}, [hours], surely)).thresholds.confidence).toBe(0.51)
  })
})
