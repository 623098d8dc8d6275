import { describe, expect, it } from 'vitest'
import { pairKey, type QnaPair } from '../../../knowledge/content/qna-pair.js'
import { curationGroups } from '../../../knowledge/curation/groups.js'
import type { CurationItem, Proposal } from '../../../knowledge/curation/item.js'
import type { ToDecide } from '../../../knowledge/curation/to-decide.js'
import { named } from '../../../knowledge/person.js'
import { askedOf } from '../../../knowledge/records/asked/asked.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { ignored, itemIn, outOfCompetence, QUESTION, unanswered } from '../../support/curation.js'
import { pair } from '../../support/freezing.js'

const dogs = pair('dogs')
const known = pair('dogs', { alternateQuestions: [QUESTION] })
const written = pair('adoption', { question: QUESTION })
const phrasing: Proposal = {
  kind: 'add-phrasing',
  pairId: 'dogs',
  language: 'en',
  phrasing: QUESTION,
  basis: 'a'.repeat(64),
}

const MADE: readonly (readonly [VersionId, string])[] = [
  ['kb-000001', '2026-02-01T10:00:00.000Z'],
  ['kb-000002', '2026-03-05T10:00:00.000Z'],
]

function whyOf(item: CurationItem, pairs: readonly QnaPair[], asked = [unanswered(QUESTION)]): ToDecide | null {
  const decisive = { pairs: new Map(pairs.map((one) => [pairKey(one), one])), madeAt: new Map(MADE) }
  const [group] = curationGroups(askedOf(asked), [item], decisive)
  if (group === undefined) throw new Error('no group')
  return group.toDecide
}

describe('a group is to be decided on', () => {
  it('while it is open, and again when its draft was rejected', () => {
    const rejection = { act: 'reject', by: 'Eva Sol', at: '2026-03-02T10:00:00.000Z', reason: 'another pair' } as const
    expect(whyOf(itemIn('open'), [dogs])).toEqual({ kind: 'open' })
    expect(whyOf(itemIn('rejected', { history: [rejection] }), [dogs])).toEqual({
      kind: 'rejected',
      by: named('Eva Sol'),
      reason: 'another pair',
    })
  })

  it('again when the approved phrasing or pair is gone, asked or not', () => {
    const approved = itemIn('approved', { proposal: phrasing })
    expect(whyOf(approved, [dogs])).toEqual({ kind: 'gone' })
    expect(whyOf(approved, [])).toEqual({ kind: 'gone' })
    expect(whyOf(approved, [], [])).toEqual({ kind: 'gone' })
    expect(whyOf(itemIn('approved', { proposal: { kind: 'new-pair', pair: written } }), [dogs])).toEqual({
      kind: 'gone',
    })
  })

  it('again when versions that know the decision leave its questions unanswered', () => {
    const later = { at: '2026-03-09T10:00:00.000Z' }
    const asked = [
      unanswered(QUESTION, { ...later, version: 'kb-000001' }),
      unanswered(QUESTION, { ...later, version: 'kb-000002' }),
      unanswered(QUESTION, { ...later, version: 'kb-000003' }),
    ]
    expect(whyOf(itemIn('approved', { proposal: phrasing }), [known], asked)).toEqual({ kind: 'asked again', times: 1 })
  })
})

describe('a group is not to be decided on', () => {
  it('while it waits for approval', () => {
    expect(whyOf(itemIn('draft', { proposal: phrasing }), [])).toBeNull()
  })

  it('while the approved phrasing is there, even with another pair', () => {
    expect(whyOf(itemIn('approved', { proposal: phrasing }), [known])).toBeNull()
    expect(whyOf(itemIn('approved', { proposal: phrasing }), [dogs, written])).toBeNull()
    expect(whyOf(itemIn('approved', { proposal: { kind: 'new-pair', pair: written } }), [written])).toBeNull()
  })

  it('when it is not to be answered, however often it is asked', () => {
    const asked = [unanswered(QUESTION, { at: '2026-03-09T10:00:00.000Z', version: 'kb-000002' })]
    for (const proposal of [ignored, outOfCompetence]) {
      expect(whyOf(itemIn('approved', { proposal }), [], asked)).toBeNull()
    }
  })
})
