import { describe, expect, it } from 'vitest'
import { ACTS, type CurationState, curationItemSchema } from '../../../knowledge/curation/item.js'
import { type Act, type ActKind, markApplied, transition } from '../../../knowledge/curation/transitions.js'
import { errorCode, KnowledgeError } from '../../../knowledge/errors.js'
import { named } from '../../../knowledge/person.js'
import { ignored, itemIn, outOfCompetence, signed } from '../../support/curation.js'

const STATES: readonly CurationState[] = ['open', 'draft', 'approved', 'rejected']

function act(kind: ActKind): Act {
  if (kind === 'draft' || kind === 'edit') return { kind, proposal: ignored }
  return kind === 'approve' ? { kind, golden: false, fourEyes: false } : { kind }
}

/** The item as the act finds it: seen by whoever acts, and half carried out where an act is about that. */
function found(state: CurationState, kind: ActKind) {
  return state === 'approved' ? itemIn('approved', { applied: kind !== 'return' }) : itemIn(state)
}

function outcome(state: CurationState, kind: ActKind): string {
  const item = found(state, kind)
  try {
    return transition(item, act(kind), signed('Eva Sol', { seen: item.version })).state
  } catch (error) {
    return errorCode(error) ?? String(error)
  }
}

function failure(work: () => unknown): KnowledgeError {
  try {
    work()
  } catch (error) {
    if (error instanceof KnowledgeError) return error
    throw error
  }
  throw new Error('it was allowed')
}

const no = 'CURATION_REFUSED'

describe('an act on a curation item', () => {
  it.each<[ActKind, Readonly<Record<CurationState, string>>]>([
    ['draft', { open: 'draft', draft: no, approved: no, rejected: 'draft' }],
    ['edit', { open: no, draft: 'draft', approved: no, rejected: no }],
    ['withdraw', { open: no, draft: 'open', approved: no, rejected: no }],
    ['approve', { open: no, draft: 'approved', approved: no, rejected: no }],
    ['reject', { open: no, draft: 'rejected', approved: no, rejected: no }],
    ['reopen', { open: no, draft: no, approved: 'open', rejected: 'open' }],
    ['return', { open: no, draft: no, approved: 'draft', rejected: no }],
  ])('%s leads where it may and is refused elsewhere', (kind, expected) => {
    expect(Object.fromEntries(STATES.map((state) => [state, outcome(state, kind)]))).toEqual(expected)
  })

  it('has a line in the table above, for every kind of act', () => {
    expect(ACTS).toHaveLength(7)
  })

  it.each([
    ['the drafter’s account under another name', { name: 'A. Ruiz', account: 'ana' }, 'FOUR_EYES'],
    ['the drafter’s name with another account', { name: 'Ana Ruiz', account: 'ana2' }, null],
    ['the drafter’s name without an account', named('ana ruiz'), 'FOUR_EYES'],
  ])('under four eyes is told to be another person’s by accounts: %s', (_, by, code) => {
    const drafter = { name: 'Ana Ruiz', account: 'ana' }
    const drafted = transition(itemIn('open'), { kind: 'draft', proposal: ignored }, { ...signed('x'), by: drafter })
    const approve = () => {
      const act = { kind: 'approve', golden: false, fourEyes: true } as const
      return transition(drafted, act, { ...signed('x'), by })
    }
    if (code === null) expect(approve()).toMatchObject({ draftedByAccount: 'ana', approvedByAccount: 'ana2' })
    else expect(failure(approve)).toMatchObject({ code })
  })

  it('stores the account beside the name where there is one, and is stored as before where there is none', () => {
    const act = { kind: 'draft', proposal: outOfCompetence } as const
    const nameAlone = transition(itemIn('open'), act, signed('Ana Ruiz'))
    const withAccount = transition(itemIn('open'), act, { ...signed('x'), by: { name: 'Ana Ruiz', account: 'ana' } })
    const { history, ...about } = itemIn('draft')
    const line = { act: 'draft', by: 'Ana Ruiz', at: '2026-03-01T10:00:00.000Z', reason: 'because' }
    expect(nameAlone).toStrictEqual({ ...about, history: [...history, line] })
    expect(withAccount).toMatchObject({
      draftedBy: 'Ana Ruiz',
      draftedByAccount: 'ana',
      history: [{ ...line, account: 'ana' }],
    })
    expect(curationItemSchema.parse(withAccount)).toEqual(withAccount)
  })

  it('raises the version and leaves who, when and why', () => {
    const at = new Date('2026-04-01T08:00:00.000Z')
    const rejected = transition(itemIn('draft'), { kind: 'reject' }, signed(' Eva Sol ', { at, reason: ' unclear ' }))
    expect(rejected.version).toBe(2)
    expect(rejected.history).toEqual([
      { act: 'reject', by: 'Eva Sol', at: '2026-04-01T08:00:00.000Z', reason: 'unclear' },
    ])
  })

  it.each(ACTS)('gives something that can be stored: %s', (kind) => {
    const from = STATES.filter((state) => outcome(state, kind) !== no)
    for (const state of from) {
      const item = found(state, kind)
      const next = transition(item, act(kind), signed('Eva Sol', { seen: item.version }))
      expect(curationItemSchema.parse(next)).toEqual(next)
    }
  })

  it('names the next step when it is refused', () => {
    const { message, next } = failure(() => transition(itemIn('draft'), act('draft'), signed('Eva Sol')))
    expect(message).toBe('draft is not possible: q-f0498c11ae has a draft already')
    expect(next).toEqual({ do: 'change-draft', id: 'q-f0498c11ae', version: 1 })
  })
})

describe('people who work on one item at the same time', () => {
  it('do not overwrite what they have not seen', () => {
    const { code, message } = failure(() =>
      transition(
        itemIn('draft', {
          version: 3,
          history: [{ act: 'edit', by: 'Bo', at: '2026-03-01T09:00:00.000Z', reason: null }],
        }),
        act('approve'),
        signed('Eva Sol', { seen: 2 }),
      ),
    )
    expect(code).toBe('CURATION_CONFLICT')
    expect(message).toBe(
      'q-f0498c11ae has changed since version 2, it is at version 3 now: edit by Bo at 2026-03-01T09:00:00.000Z',
    )
  })

  it('change a draft only after they looked at it', () => {
    expect(failure(() => transition(itemIn('draft'), act('edit'), signed('Eva Sol'))).code).toBe('CURATION_REFUSED')
  })
})

describe('four eyes', () => {
  const approve = { kind: 'approve', golden: false, fourEyes: true } as const

  it.each(['Ana Ruiz', 'ana  ruiz', ' ANA RUIZ '])('keep the drafter from approving, written as "%s"', (by) => {
    expect(failure(() => transition(itemIn('draft'), approve, signed(by))).code).toBe('FOUR_EYES')
  })

  it('let another person approve', () => {
    expect(transition(itemIn('draft'), approve, signed('Eva Sol'))).toMatchObject({
      state: 'approved',
      draftedBy: 'Ana Ruiz',
      approvedBy: 'Eva Sol',
      applied: false,
    })
  })

  it('apply to the person who last changed the draft', () => {
    const edited = transition(itemIn('draft'), act('edit'), signed('Eva Sol', { seen: 1 }))
    expect(failure(() => transition(edited, approve, signed('Eva Sol'))).code).toBe('FOUR_EYES')
    expect(transition(edited, approve, signed('Ana Ruiz')).state).toBe('approved')
  })
})

describe('a decision', () => {
  it.each(['', '   ', 'x'.repeat(201)])('needs a name', (by) => {
    expect(failure(() => transition(itemIn('draft'), act('approve'), signed(by))).code).toBe('BAD_INPUT')
  })

  it.each<[string, CurationState, Act]>([
    ['to reject', 'draft', { kind: 'reject' }],
    ['to open again', 'rejected', { kind: 'reopen' }],
    ['to draft as ignored', 'open', { kind: 'draft', proposal: ignored }],
    ['to draft as out of competence', 'open', { kind: 'draft', proposal: outOfCompetence }],
  ])('needs a reason %s', (_, state, what) => {
    for (const reason of [null, ' ', 'x'.repeat(2_001)]) {
      expect(failure(() => transition(itemIn(state), what, signed('Eva Sol', { reason }))).code).toBe('BAD_INPUT')
    }
  })

  it('to ignore gives nothing to expect in an evaluation', () => {
    const draft = itemIn('draft', { proposal: ignored })
    const golden = { kind: 'approve', golden: true, fourEyes: false } as const
    expect(failure(() => transition(draft, golden, signed('Eva Sol'))).code).toBe('BAD_INPUT')
  })

  it('is not reopened while it is being applied', () => {
    const pending = itemIn('approved', { applied: false })
    expect(failure(() => transition(pending, { kind: 'reopen' }, signed('Eva Sol'))).code).toBe('CURATION_REFUSED')
    expect(transition(markApplied(pending), { kind: 'reopen' }, signed('Eva Sol')).state).toBe('open')
  })

  it('that was applied is not returned', () => {
    expect(failure(() => transition(itemIn('approved'), { kind: 'return' }, signed('Eva Sol'))).code).toBe(
      'CURATION_REFUSED',
    )
  })
})
