import { describe, expect, it } from 'vitest'
import { askedOf } from '../../../knowledge/records/asked/asked.js'
import { groupUnanswered } from '../../../knowledge/records/asked/unanswered-groups.js'
import type { UnansweredEntry } from '../../../knowledge/records/unanswered.js'
import { cpuMsOf } from '../../support/cpu-time.js'
import { seededRandom } from '../../support/seeded-vectors.js'

function entry(question: string, fields: Partial<UnansweredEntry> = {}): UnansweredEntry {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    at: '2026-03-01T10:00:00.000Z',
    question,
    language: 'es',
    channel: 'directline',
    version: 'kb-000001',
    outcome: 'fallback',
    confidence: 0.1,
    closest: [],
    shown: null,
    ...fields,
  }
}

const groups = (entries: readonly UnansweredEntry[]) => groupUnanswered(askedOf(entries))

/** The groups as their wordings, in the order of the groups. */
function wordings(questions: readonly string[], language = 'es'): readonly (readonly string[])[] {
  return groups(questions.map((question) => entry(question, { language }))).map(({ question, examples }) =>
    [question, ...examples].sort(),
  )
}

function areTogether(left: string, right: string, language: string): boolean {
  return wordings([left, right], language).length === 1
}

describe('unanswered questions are grouped', () => {
  it.each([
    ['¿Cómo pido una beca?', 'como pedir una beca universitaria'],
    ['¿Cómo pido una BECA?', 'beca, ¿cómo la pido?'],
    ['¿Dónde puedo aparcar?', 'donde aparco'],
    ['¿Hay aparcamiento?', 'hola, quería saber si hay un aparcamiento, gracias'],
    ['renovar el pasaporte', 'necesito renobar mi pasaporte'],
    ['¿Cuándo abre la piscina municipal?', 'la piscina municipal cuando abre??'],
    ['¿Tienen wifi en la oficina?', 'wifi oficina'],
    ['licencia para una terraza', '¿Cómo solicito la licencia de terraza del bar?'],
  ])('in Spanish: «%s» with «%s»', (left, right) => expect(areTogether(left, right, 'es')).toBe(true))

  it.each([
    ['How do I renew my passport?', 'passport renewal'],
    ['Where can I park?', 'is there anywhere to park please'],
    ['Do you have wheelchair access?', 'wheelchair acess'],
    ['fees for closing', 'What are the fees for closing a company?'],
    ['Can I adopt a dog?', 'how can I adopt a dog from the shelter'],
  ])('in English: "%s" with "%s"', (left, right) => expect(areTogether(left, right, 'en')).toBe(true))

  it.each([
    ['fees for closing', 'fees for registering', 'en'],
    ['fees for closing a company', 'fees for registering a company', 'en'],
    ['renew my passport', 'lost my passport', 'en'],
    ['Can I adopt a dog?', 'Can I adopt a child?', 'en'],
    ['¿Cuánto cuesta cerrar una empresa?', '¿Cuánto cuesta registrar una empresa?', 'es'],
    ['¿Cómo pido una beca?', '¿Cómo pido cita?', 'es'],
    ['horario de la piscina', 'horario de la biblioteca', 'es'],
    ['¿Quién eres?', '¿Dónde está?', 'es'],
    ['👍', '¿Cómo pido cita?', 'es'],
  ])('but not "%s" with "%s"', (left, right, language) => expect(areTogether(left, right, language)).toBe(false))

  it('language by language', () => {
    expect(groups([entry('wifi'), entry('wifi', { language: 'en' })])).toHaveLength(2)
  })

  it('under the most frequent wording, with counts, times and the pairs that came close', () => {
    const close = (...ids: readonly string[]) => ids.map((pairId) => ({ pairId, score: 0.3 }))
    const found = groups([
      entry('¿Hay aparcamiento?', { at: '2026-03-02T10:00:00.000Z', closest: close('visit', 'hours') }),
      entry('wifi', { at: '2026-03-09T10:00:00.000Z' }),
      entry('aparcamiento', { at: '2026-03-03T10:00:00.000Z', closest: close('hours') }),
      entry('¿Hay aparcamiento?', { at: '2026-03-01T10:00:00.000Z', closest: close('hours') }),
    ])

    expect(found).toEqual([
      {
        kind: 'unanswered',
        question: '¿Hay aparcamiento?',
        count: 3,
        firstAt: '2026-03-01T10:00:00.000Z',
        lastAt: '2026-03-03T10:00:00.000Z',
        language: 'es',
        lang: 'es',
        examples: ['aparcamiento'],
        closest: [
          { pairId: 'hours', count: 3 },
          { pairId: 'visit', count: 1 },
        ],
        notHelpful: 0,
        shown: [],
      },
      {
        kind: 'unanswered',
        question: 'wifi',
        count: 1,
        firstAt: '2026-03-09T10:00:00.000Z',
        lastAt: '2026-03-09T10:00:00.000Z',
        language: 'es',
        lang: 'es',
        examples: [],
        closest: [],
        notHelpful: 0,
        shown: [],
      },
    ])
  })

  it('with the unhelpfully answered ones, and the pairs shown', () => {
    const unhelpful = (question: string, shown: string) => entry(question, { outcome: 'not-helpful', shown })
    const found = groups([
      unhelpful('¿Hay aparcamiento?', 'visit'),
      unhelpful('aparcamiento', 'visit'),
      unhelpful('aparcamiento', 'hours'),
      entry('aparcamiento'),
      unhelpful('wifi', 'visit'),
    ])
    expect(found).toMatchObject([
      {
        kind: 'unanswered',
        count: 4,
        notHelpful: 3,
        shown: [
          { pairId: 'visit', count: 2 },
          { pairId: 'hours', count: 1 },
        ],
      },
      { kind: 'not-helpful', question: 'wifi', notHelpful: 1, shown: [{ pairId: 'visit', count: 1 }] },
    ])
  })

  it('the same way in any order of entries', () => {
    const questions = [
      '¿Cómo pido una beca?',
      'beca universitaria',
      'becas',
      'aparcar',
      '¿dónde aparco?',
      'wifi',
      'wi-fi',
      '',
    ]
    const found = groups(questions.map((question) => entry(question)))
    expect(groups(questions.toReversed().map((question) => entry(question)))).toEqual(found)
  })

  it('to none when there are none', () => {
    expect(groups([])).toEqual([])
  })

  it('quickly, even thousands', async () => {
    const random = seededRandom(3)
    const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T
    const syllables = ['b', 'c', 'd', 'f', 'g', 'l', 'm', 'n', 'p', 'r', 's', 't', 'v', 'br', 'tr', 'll'].flatMap(
      (sound) => ['a', 'e', 'i', 'o', 'u', 'an', 'es', 'or', 'ia'].map((rest) => sound + rest),
    )
    const vocabulary = Array.from({ length: 3_000 }, () => pick(syllables) + pick(syllables) + pick(syllables))
    const word = () => vocabulary[Math.floor(random() ** 3 * vocabulary.length)] ?? ''
    const sentence = () => Array.from({ length: 3 + Math.floor(random() * 5) }, word).join(' ')
    const subjects = Array.from({ length: 1_200 }, sentence)
    const entries = Array.from({ length: 5_000 }, () => entry(`${pick(subjects)} ${word()}`))
    const cpuMs = await cpuMsOf(() => {
      expect(groups(entries).reduce((sum, { count }) => sum + count, 0)).toBe(5_000)
    })
    expect(cpuMs).toBeLessThan(8_000)
  })
})
