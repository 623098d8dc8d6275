import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTemporaryVersion, type TemporaryVersion } from '../../../evaluation/temporary-version.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { foreignLanguage, languageInForeignChat } from '../../../knowledge/search/spoken-language.js'
import { rankerFit } from '../../../training/ranker/ranker-fit.js'
import { USUAL_RISK } from '../../../training/ranker/thresholds.js'
import { fixedClock } from '../../support/freezing.js'
import { sampleCases, samplePairs } from '../../support/sample.js'

describe('a question in a language that the version does not have', () => {
  let spanish: TemporaryVersion
  beforeAll(async () => {
    spanish = await openTemporaryVersion(samplePairs(['es']), {
      embedderProvider: staticEncoder(),
      indexFormat: hnswIndexFormat(),
      fitRanker: rankerFit(USUAL_RISK),
      detectLanguages: eldLanguageDetector,
      clock: fixedClock,
    })
  })
  afterAll(() => spanish.close())

  const ask = (text: string, languageHint = 'es') =>
    spanish.searcher.search({ text, languageHint, filter: {}, now: fixedClock.now() })

  it('is recognised, and mostly gets an answer or a choice', async () => {
    const cases = sampleCases(['en'])
    const decisions = await Promise.all(cases.map(async (one) => ({ one, decision: await ask(one.text) })))
    const answerable = decisions.filter(({ one }) => one.relevant.length > 0)
    const served = answerable.filter(({ decision }) => decision.outcome.kind !== 'fallback')
    const english = decisions.filter(({ decision }) => decision.language === 'en')
    expect(served.length / answerable.length).toBeGreaterThan(0.5)
    expect(english.length / decisions.length).toBeGreaterThan(0.7)
    const wrongly = decisions.filter(
      ({ one, decision }) => one.relevant.length === 0 && decision.outcome.kind === 'answered',
    )
    expect(wrongly.length).toBeLessThanOrEqual(2)
  })

  it.each(['basura', 'DNI', 'biblioteca', 'pasaporte'])(
    'is not %s alone, where the page speaks the same',
    async (word) => {
      expect((await ask(word)).language).toBe('es')
    },
  )

  it("is not confused with an oddly written question in the version's language", async () => {
    const languages = await Promise.all(sampleCases(['es']).map(async ({ text }) => (await ask(text)).language))
    const own = languages.filter((language) => language === 'es')
    expect(own.length / languages.length).toBeGreaterThan(0.95)
  })

  it.each([
    ['kanbio domisilio sosial', 'change-address'],
    ['tramitasion urjente presio', 'urgent'],
    ['konsultar nonbre enpresa okupado', 'name-check'],
  ])('is not one spelled by ear, though no dictionary has its words: %s', async (text, id) => {
    expect(await ask(text)).toMatchObject({ language: 'es', outcome: { kind: 'answered', pair: { id } } })
  })

  it.each([
    'Wie gründe ich eine Firma?',
    'Was kostet die Eintragung einer GmbH?',
    'Hoe registreer ik een bedrijf?',
    'Jak założyć firmę?',
    'Ile kosztuje rejestracja spółki?',
    'Как зарегистрировать компанию?',
  ])('is not answered by what looks alike where the embedder does not understand it either: %s', async (text) => {
    const { outcome, language, unseenShare } = await ask(text)
    expect(outcome.kind).toBe('fallback')
    expect(language).not.toBe('es')
    expect(unseenShare).toBeGreaterThanOrEqual(0.5)
  })

  it.each(['Comment enregistrer une entreprise ?', 'Quanto custa registar uma empresa?'])(
    'is answered where the embedder understands it: %s',
    async (text) => {
      const { outcome } = await ask(text)
      expect(outcome).toMatchObject({ kind: 'answered', pair: { id: expect.stringContaining('register-company') } })
    },
  )

  it("does not keep a chat in that language when the citizen returns to the version's", async () => {
    const languagesOf = async (language: 'es' | 'en') =>
      Promise.all(sampleCases([language]).map(async ({ text }) => (await ask(text, 'en')).language))
    const [spanishAsked, englishAsked] = await Promise.all([languagesOf('es'), languagesOf('en')])
    expect(spanishAsked.filter((one) => one === 'es').length / spanishAsked.length).toBeGreaterThan(0.9)
    expect(englishAsked.filter((one) => one === 'en').length / englishAsked.length).toBeGreaterThan(0.95)
  })
})

describe('the language of a text', () => {
  it('is foreign when it is clearly ahead of all of the version', () => {
    expect(foreignLanguage({ pt: 0.8, es: 0.6, ca: 0.5 }, ['es', 'ca'])).toBe('pt')
    expect(foreignLanguage({ pt: 0.8, es: 0.75 }, ['es'])).toBeNull()
    expect(foreignLanguage({ lv: 0.8 }, ['es'])).toBe('lv')
    expect(foreignLanguage({ es: 0.8, pt: 0.2 }, ['es'])).toBeNull()
    expect(foreignLanguage({}, ['es'])).toBeNull()
    expect(foreignLanguage({ en: 0.8 }, ['und'])).toBeNull()
  })

  it('is that of the chat unless it is clearly that of the version', () => {
    expect(languageInForeignChat({ es: 0.8, en: 0.3 }, 'en', 'es')).toBe('es')
    expect(languageInForeignChat({ es: 0.8, en: 0.75 }, 'en', 'es')).toBe('en')
    expect(languageInForeignChat({}, 'en', 'es')).toBe('en')
  })
})
