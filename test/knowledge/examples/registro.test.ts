import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { goldenLineSchema } from '../../../evaluation/golden/golden-case.js'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import { phrasingsOf } from '../../../knowledge/content/passage.js'
import { type QnaPair, qnaPairSchema, ROLE_KEY } from '../../../knowledge/content/qna-pair.js'
import { words } from '../../../knowledge/text/normalise.js'

const LANGUAGES = ['es', 'en'] as const
type Language = (typeof LANGUAGES)[number]

const TOPICS = [
  'account',
  'associations',
  'changes',
  'closing',
  'deadlines',
  'documents',
  'fees',
  'office',
  'registration',
  'signature',
  'small-talk',
  'sole-traders',
  'status',
]

const KINDS: Readonly<Record<Language, readonly string[]>> = {
  es: ['colloquial', 'keyword', 'long', 'no-accents', 'plain', 'shout', 'sms', 'typo'],
  en: ['colloquial', 'keyword', 'long', 'plain', 'shout', 'sms', 'typo'],
}

const pairs = byLanguage((language) => lines(`pairs.${language}.jsonl`).map((line) => qnaPairSchema.parse(line)))
const golden = byLanguage((language) => lines(`golden.${language}.jsonl`).map((line) => goldenLineSchema.parse(line)))

describe('the sample pairs', () => {
  it('are the same 100 in both languages, in the same order, under the same topic and role', () => {
    const shape = (pair: QnaPair) => [pair.id, pair.metadata, pair.prompts.map(({ pairId }) => pairId), pair.validUntil]
    expect(new Set(pairs.es.map(({ id }) => id)).size).toBe(100)
    expect(pairs.en.map(shape)).toEqual(pairs.es.map(shape))
  })

  it('give the same figures in both languages', () => {
    const figuresOf = (pair: QnaPair) => [pair.id, figures(pair.answer)]
    expect(pairs.en.map(figuresOf)).toEqual(pairs.es.map(figuresOf))
  })

  describe.each(LANGUAGES)('in %s', (language) => {
    const own = pairs[language]
    const ids = new Set(own.map(({ id }) => id))

    it('say their language, a known topic and a page of the register', () => {
      expect([...new Set(own.map((pair) => pair.language))]).toEqual([language])
      expect([...new Set(own.map((pair) => pair.metadata.topic))].sort()).toEqual(TOPICS)
      const page = `https://registro.valdoria.example/${language}/`
      expect(ordinary(own).filter((pair) => pair.source?.startsWith(page) !== true)).toEqual([])
    })

    it('cover small talk, one way to a person, and four questions to start with', () => {
      expect(own.filter((pair) => pair.metadata[ROLE_KEY] === 'small-talk')).toHaveLength(11)
      expect(own.filter((pair) => pair.metadata[ROLE_KEY] === 'handoff')).toHaveLength(1)
      expect(own.flatMap((pair) => pair.metadata.starter ?? []).sort()).toEqual(['1', '2', '3', '4'])
    })

    it('have four to ten alternate questions each', () => {
      const counts = own.map((pair) => pair.alternateQuestions.length)
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(4)
      expect(Math.max(...counts)).toBeLessThanOrEqual(10)
    })

    it('share no phrasing, however it is capitalised, accented or punctuated', () => {
      expect(repeated(phrasingsOf(own).map(({ text }) => folded(text)))).toEqual([])
    })

    it('answer in 30 to 120 words, small talk in at most 70', () => {
      const length = (pair: QnaPair) => pair.answer.split(/\s+/).length
      const wrong = own.filter((pair) =>
        pair.metadata[ROLE_KEY] === 'small-talk' ? length(pair) > 70 : length(pair) < 30 || length(pair) > 120,
      )
      expect(wrong.map(({ id }) => id)).toEqual([])
    })

    it('lead only to pairs that exist, and never to themselves', () => {
      const wrong = own.filter((pair) => pair.prompts.some(({ pairId }) => !ids.has(pairId) || pairId === pair.id))
      expect(wrong.map(({ id }) => id)).toEqual([])
    })

    it('name only web and e-mail addresses that nobody can own', () => {
      const text = own.map((pair) => `${pair.answer} ${pair.source ?? ''}`).join('\n')
      const hosts = [...text.matchAll(/(?:[a-z]+:\/\/|www\.|@)([\w.-]+\w)/gi)].map((match) => match[1])
      expect(hosts.length).toBeGreaterThan(100)
      expect(hosts.filter((host) => host?.endsWith('.example') !== true)).toEqual([])
    })

    it('give only a telephone number that is assigned to no country', () => {
      const numbers = own.flatMap((pair) => pair.answer.match(/\+\d[\d ]+\d/g) ?? [])
      expect([...new Set(numbers)]).toEqual(['+999 555 0100'])
    })

    it('hold today, and some of them only within a window', () => {
      const windows = own.filter((pair) => pair.validFrom !== null && pair.validUntil !== null)
      expect(windows.length).toBeGreaterThanOrEqual(1)
      expect(
        windows.filter((pair) => (pair.validFrom ?? '') > '2025-01-01' || (pair.validUntil ?? '') < '2090'),
      ).toEqual([])
    })
  })
})

describe('the sample golden cases', () => {
  describe.each(LANGUAGES)('in %s', (language) => {
    const cases = golden[language]
    const answerable = cases.filter(({ relevant }) => relevant.length > 0)
    const unanswerable = cases.filter(({ relevant }) => relevant.length === 0)

    it('are 150 different questions, a third of them unanswerable, twelve critical', () => {
      expect(repeated(cases.map(({ text }) => folded(text)))).toEqual([])
      expect([answerable.length, unanswerable.length]).toEqual([100, 50])
      expect(cases.filter(({ critical }) => critical)).toHaveLength(12)
      expect([...new Set(cases.map(({ lang }) => lang))]).toEqual([language])
    })

    it('come in every kind, and the unanswerable ones half near and half far', () => {
      expect([...new Set(answerable.map(({ kind }) => kind))].sort()).toEqual(KINDS[language])
      expect(unanswerable.filter(({ kind }) => kind === 'unanswerable-near')).toHaveLength(25)
      expect(unanswerable.filter(({ kind }) => kind === 'unanswerable-far')).toHaveLength(25)
    })

    it('are answered by pairs that exist, of every topic', () => {
      const topics = new Map(pairs[language].map((pair) => [pair.id, pair.metadata.topic]))
      const found = answerable.flatMap(({ relevant }) => relevant.map((id) => topics.get(id) ?? `no pair ${id}`))
      expect([...new Set(found)].sort()).toEqual(TOPICS)
    })

    it('use no phrasing of a pair, not even with its words in another order', () => {
      const known = new Set(phrasingsOf(pairs[language]).map(({ text }) => sameWords(text)))
      expect(cases.map(({ text }) => text).filter((text) => known.has(sameWords(text)))).toEqual([])
    })
  })
})

function byLanguage<T>(read: (language: Language) => T): Readonly<Record<Language, T>> {
  return { es: read('es'), en: read('en') }
}

function lines(file: string): readonly unknown[] {
  const text = readFileSync(packagePath('knowledge', 'examples', 'registro', file), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

function ordinary(pairs: readonly QnaPair[]): readonly QnaPair[] {
  return pairs.filter((pair) => pair.metadata[ROLE_KEY] !== 'small-talk')
}

/** Amounts, days and hours in a text, without thousands separators, sorted: translations may order them differently. */
function figures(text: string): readonly string[] {
  const plain = text.replace(/https?:\S+/g, '').replace(/(\d)[.,](\d{3})\b/g, '$1$2')
  return (plain.match(/\d+(?::\d+)?/g) ?? []).sort()
}

function folded(text: string): string {
  return words(text).join(' ')
}

function sameWords(text: string): string {
  return [...new Set(words(text))].sort().join(' ')
}

function repeated(texts: readonly string[]): readonly string[] {
  return texts.filter((text, position) => texts.indexOf(text) !== position)
}
