import { describe, expect, it } from 'vitest'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { approvedPair } from '../../../knowledge/content/stored-pair.js'
import type { Workspace } from '../../../knowledge/content/workspace.js'
import { withProposal } from '../../../knowledge/curation/apply-proposal.js'
import type { Proposal } from '../../../knowledge/curation/item.js'
import { newPairProposal } from '../../../knowledge/curation/new-pair.js'
import { phrasingProposal, proposalConflict } from '../../../knowledge/curation/proposal.js'
import { errorCode } from '../../../knowledge/errors.js'
import { outOfCompetence } from '../../support/curation.js'
import { pair } from '../../support/freezing.js'

const now = new Date('2026-03-01T10:00:00.000Z')
const pairs = [pair('fees'), pair('fees', { language: 'es', question: '¿Cuánto cuesta?' }), pair('hours')]

function draft(phrasing: string, pairId = 'fees', language = 'en'): Proposal {
  return phrasingProposal({ pairId, language, phrasing }, pairs)
}

function workspaceOf(stored: readonly QnaPair[]): Workspace {
  const fileSha256 = 'a'.repeat(64)
  return {
    format: 1,
    pairs: stored.map((one) => ({ pair: one, importedFrom: 'kb.csv', fileSha256, phrasings: [] })),
    sources: [{ name: 'kb.csv', sha256: fileSha256, pairs: stored.length, importedAt: now.toISOString() }],
  }
}

function codeOf(work: () => unknown): string | null {
  try {
    work()
  } catch (error) {
    return errorCode(error)
  }
  return 'none'
}

function newPair(fields: Readonly<Record<string, unknown>>): Proposal {
  return newPairProposal({ id: 'mail', language: 'en', question: 'Write to?', answer: 'Write.', ...fields }, pairs)
}

describe('the draft of a new pair', () => {
  it('is refused with marks of personal data, or a question that was cut, among its phrasings', () => {
    expect(newPair({ alternateQuestions: ['Where to?'] })).toMatchObject({ kind: 'new-pair', pair: { id: 'mail' } })
    expect(() => newPair({ question: 'my mail is <email>', alternateQuestions: ['call <phone>?'] })).toThrow(
      'question: "my mail is <email>" holds a mark that stands for personal data\n' +
        'alternateQuestions: "call <phone>?" holds a mark that stands for personal data',
    )
    expect(codeOf(() => newPair({ alternateQuestions: [`${'x'.repeat(499)}…`] }))).toBe('BAD_INPUT')
  })
})

describe('a phrasing', () => {
  it('is tidied up and belongs to an approved pair', () => {
    expect(draft('  what does it \n cost? ')).toMatchObject({ kind: 'add-phrasing', phrasing: 'what does it cost?' })
    expect(codeOf(() => draft('what does it cost', 'gone'))).toBe('BAD_INPUT')
    expect(codeOf(() => draft('what does it cost', 'hours', 'es'))).toBe('BAD_INPUT')
  })

  it.each(['', 'write to <email> please', 'costs \u0080 50', 'x'.repeat(1_001), `${'x'.repeat(499)}…`])(
    'is refused as "%s"',
    (text) => {
      expect(codeOf(() => draft(text))).toBe('BAD_INPUT')
    },
  )

  it.each<[string, readonly QnaPair[], string]>([
    ['the pair was retired', [pair('hours')], 'the pair fees/en was retired meanwhile'],
    [
      'the answer was changed',
      [pair('fees', { answer: 'Nothing.' })],
      'the pair fees/en was changed since this was drafted',
    ],
    [
      'another pair has it',
      [pair('fees'), pair('hours', { alternateQuestions: ['What is the PRICE?'] })],
      '"what is the price" is a phrasing of hours/en already',
    ],
    [
      'the pair has it',
      [pair('fees', { alternateQuestions: ['What is the price?'] })],
      '"what is the price" is a phrasing of fees/en already',
    ],
    [
      'the pair is full',
      [pair('fees', { alternateQuestions: Array.from({ length: 300 }, (_, i) => `fee ${i}`) })],
      'the pair fees/en has 300 phrasings, the most a pair may have',
    ],
  ])('is in conflict where %s', (_, present, message) => {
    const conflict = proposalConflict(draft('what is the price'), present)
    expect(conflict).toMatchObject({ code: 'CURATION_CONFLICT', message })
  })

  it('has no conflict when only other phrasings were added, or another language has it', () => {
    const grown = pair('fees', { alternateQuestions: ['how much'] })
    const spanish = pair('hours', { language: 'es', question: 'what is the price' })
    expect(proposalConflict(draft('what is the price'), [grown, spanish])).toBeNull()
  })
})

describe('a new pair', () => {
  const proposal = (fields: Partial<QnaPair> = {}): Proposal => ({ kind: 'new-pair', pair: pair('dogs', fields) })

  it.each<[string, Partial<QnaPair>]>([
    ['its id is taken', { id: 'fees' }],
    ['its question is another pair’s', { question: 'what is FEES' }],
    ['one of its phrasings is another pair’s', { alternateQuestions: ['tell me about hours'] }],
  ])('is in conflict where %s', (_, fields) => {
    expect(proposalConflict(proposal(fields), pairs)?.code).toBe('CURATION_CONFLICT')
  })

  it('stands in the workspace and its sources once it is approved', () => {
    const first = withProposal(workspaceOf(pairs), proposal(), now)
    expect(first.pairs.map((stored) => `${stored.pair.id} from ${stored.importedFrom}`)).toContain('dogs from curation')
    expect(first.sources.map(({ name, pairs: count }) => [name, count])).toEqual([
      ['curation', 1],
      ['kb.csv', 3],
    ])
    const second = withProposal(first, { kind: 'new-pair', pair: pair('cats') }, now)
    expect(second.sources.filter(({ name }) => name === 'curation')).toMatchObject([{ pairs: 2 }])
  })
})

describe('carrying out an approval', () => {
  it('adds the phrasing to its pair', () => {
    const { pairs: stored } = withProposal(workspaceOf(pairs), draft('what is the price'), now)
    expect(stored.map(approvedPair)[0]?.alternateQuestions).toEqual([
      'Tell me about fees',
      'I need fees explained',
      'what is the price',
    ])
  })

  it.each<[string, Proposal]>([
    ['a phrasing', draft('what is the price')],
    ['a pair', { kind: 'new-pair', pair: pair('dogs') }],
  ])('a second time adds nothing: %s', (_, proposal) => {
    const once = withProposal(workspaceOf(pairs), proposal, now)
    expect(withProposal(once, proposal, now)).toBe(once)
  })

  it('leaves the pairs alone where a question is not to be answered', () => {
    const before = workspaceOf(pairs)
    expect(withProposal(before, outOfCompetence, now)).toBe(before)
  })

  it('is refused where the pairs have changed meanwhile', () => {
    expect(codeOf(() => withProposal(workspaceOf([pair('hours')]), draft('what is the price'), now))).toBe(
      'CURATION_CONFLICT',
    )
  })
})
