import { describe, expect, it } from 'vitest'
import { findGroup, groupId } from '../../../knowledge/curation/groups.js'
import type { CurationItem, Proposal } from '../../../knowledge/curation/item.js'
import { transition } from '../../../knowledge/curation/transitions.js'
import { errorCode } from '../../../knowledge/errors.js'
import { groupsOf, ignored, itemIn, outOfCompetence, QUESTION, signed, unanswered } from '../../support/curation.js'

/** As if the only group were to be ignored for good, decided on 1 March. */
function ignoredForGood(item: CurationItem): CurationItem {
  const draft = transition(item, { kind: 'draft', proposal: ignored }, signed('Ana Ruiz'))
  return transition(draft, { kind: 'approve', golden: false, fourEyes: false }, signed('Eva Sol'))
}

describe('a group of unanswered questions', () => {
  it('is open and unstored until something is done about it', () => {
    const [group] = groupsOf([unanswered(QUESTION), unanswered('adopt a dog')], [])
    expect(group?.item).toEqual({
      id: groupId('en', QUESTION),
      language: 'en',
      question: 'adopt a dog',
      wordings: ['adopt a dog'],
      version: 0,
      history: [],
      state: 'open',
    })
    expect(group?.asked?.count).toBe(2)
  })

  it('is found by every id it ever had, while more questions come in', () => {
    const first = [unanswered('wheelchair acess'), unanswered('wheelchair acess')]
    const before = groupsOf(first, [])[0]?.item.id ?? ''
    const later = groupsOf(
      [...first, ...Array.from({ length: 5 }, () => unanswered('Do you have wheelchair access?'))],
      [],
    )
    const now = later[0]?.item.id
    expect(later).toHaveLength(1)
    expect(now).not.toBe(before)
    expect(findGroup(later, before).item.id).toBe(now)
  })

  it('is unknown under an id it never had', () => {
    expect.assertions(1)
    try {
      findGroup(groupsOf([unanswered(QUESTION)], []), 'q-0000000000')
    } catch (error) {
      expect(errorCode(error)).toBe('CURATION_UNKNOWN')
    }
  })
})

describe('a group that was decided on', () => {
  const [before] = groupsOf([unanswered(QUESTION), unanswered('how to adopt a dog from the shelter')], [])
  const decided = ignoredForGood(before?.item ?? itemIn('open'))

  it('keeps its decision and its name, and counts the questions that come later in other words', () => {
    const groups = groupsOf(
      [
        unanswered(QUESTION),
        unanswered('adopt a dog from a shelter', { at: '2026-04-01T10:00:00.000Z' }),
        unanswered('I would like to adopt a dog, please', { at: '2026-04-02T10:00:00.000Z' }),
      ],
      [decided],
    )
    expect(groups).toHaveLength(1)
    expect(groups[0]).toMatchObject({
      item: { id: decided.id, state: 'approved', proposal: { kind: 'ignored' } },
      asked: { count: 3 },
      askedSince: 2,
    })
  })

  it('is still known when its questions are no longer stored', () => {
    expect(groupsOf([], [decided])).toMatchObject([{ item: { id: decided.id }, asked: null, askedSince: 0 }])
  })

  it('does not take in questions about something else, nor in another language', () => {
    const groups = groupsOf([unanswered('Can I adopt a child?'), unanswered(QUESTION, { language: 'es' })], [decided])
    expect(groups.map(({ item, asked }) => [item.state, asked?.count ?? 0])).toEqual([
      ['open', 1],
      ['open', 1],
      ['approved', 0],
    ])
  })

  it('stays apart from another close one that was decided on by itself', () => {
    const twin = itemIn('rejected', { id: 'q-0000000001', question: 'dog adopt fee', wordings: ['dog adopt fee'] })
    const groups = groupsOf([unanswered(QUESTION), unanswered('dog adopt fee')], [decided, twin])
    expect(groups.map(({ item, asked }) => [item.id, asked?.count])).toEqual(
      expect.arrayContaining([
        [decided.id, 1],
        [twin.id, 1],
      ]),
    )
  })
})

/** Which of the questions count as asked about a matter that was approved under the wordings. */
function takenIn(proposal: Proposal, wordings: readonly string[], questions: readonly string[]): readonly string[] {
  const language = 'es'
  const [question = ''] = wordings
  const decided = itemIn('approved', {
    id: groupId(language, question),
    language,
    question,
    wordings: [...wordings],
    proposal,
  })
  const groups = groupsOf(
    questions.map((asked) => unanswered(asked, { language })),
    [decided],
  )
  const asked = groups.find(({ item }) => item.id === decided.id)?.asked ?? null
  return asked === null ? [] : [asked.question, ...asked.examples].sort()
}

describe('a matter that was approved', () => {
  const business = [
    'mi empresa',
    'empresa nueva',
    'cerrar empresa',
    'disolver la empresa',
    'hola, ¿cómo registro una empresa?',
    '¿Qué empresa gestiona el aparcamiento?',
  ]
  const certificates = ['certificado negativo', 'precio certificado registral', 'certificado digital de empresa']
  const phrasing: Proposal = {
    kind: 'add-phrasing',
    pairId: 'fees',
    language: 'es',
    phrasing: 'empresa',
    basis: 'a'.repeat(64),
  }

  it.each([
    ['ignored', ignored],
    ['out of competence', outOfCompetence],
    ['a phrasing', phrasing],
  ])('of one word, %s, takes in no question that has a further one', (_, proposal) => {
    expect(takenIn(proposal, ['empresa'], ['Empresa', 'empresas', ...business])).toEqual([
      'Empresa',
      'empresas',
      'mi empresa',
    ])
    expect(takenIn(proposal, ['certificado'], ['certificado', ...certificates])).toEqual(['certificado'])
  })

  it('attracts its questions in another order, inflected, misspelt or with filler words', () => {
    const wordings = ['¿Venden entradas para el concierto?']
    const again = [
      'hola, entradas del concierto, ¿vendéis?',
      '¿venden entrada para los conciertos?',
      'venden entrdas concierto',
    ]
    for (const proposal of [ignored, outOfCompetence, phrasing]) {
      expect(takenIn(proposal, wordings, again)).toEqual(again.toSorted())
    }
  })

  it('attracts a question with a word less, unless it is ignored: without that word it may be a real question', () => {
    const wordings = ['cerrar la empresa jajaja']
    expect(takenIn(outOfCompetence, wordings, ['cerrar empresa', 'empresa'])).toEqual(['cerrar empresa'])
    expect(takenIn(ignored, wordings, ['cerrar empresa', 'empresa'])).toEqual([])
  })

  it('does not equate words that only begin alike', () => {
    const wordings = ['coste de registrar una empresa limitada']
    expect(takenIn(outOfCompetence, wordings, ['coste de regalar una empresa limitada'])).toEqual([])
  })
})
