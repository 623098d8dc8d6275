import type { CurationGroup } from '../../knowledge/curation/curation-group.js'
import { curationGroups, groupId } from '../../knowledge/curation/groups.js'
import type { CurationItem, CurationState, ItemIn, Proposal } from '../../knowledge/curation/item.js'
import type { Signature } from '../../knowledge/curation/transitions.js'
import { named } from '../../knowledge/person.js'
import { askedOf } from '../../knowledge/records/asked/asked.js'
import type { UnansweredEntry } from '../../knowledge/records/unanswered.js'

export const QUESTION = 'Can I adopt a dog?'

export const ignored: Proposal = { kind: 'ignored' }

export const outOfCompetence: Proposal = { kind: 'out-of-competence' }

export function signed(by: string, fields: Partial<Signature> = {}): Signature {
  return { by: named(by), at: new Date('2026-03-01T10:00:00.000Z'), reason: 'because', seen: null, ...fields }
}

/** An entry of the log of unanswered questions. */
export function unanswered(question: string, fields: Partial<UnansweredEntry> = {}): UnansweredEntry {
  return {
    id: '00000000-0000-4000-8000-000000000000',
    at: '2026-03-01T10:00:00.000Z',
    question,
    language: 'en',
    channel: 'directline',
    version: 'kb-000001',
    outcome: 'fallback',
    confidence: 0.1,
    closest: [],
    shown: null,
    ...fields,
  }
}

/** An item about QUESTION in the given state, after one act per state passed. */
export function itemIn<S extends CurationState>(state: S, fields?: Partial<ItemIn<S>>): ItemIn<S>
export function itemIn(state: CurationState, fields: Partial<CurationItem> = {}): CurationItem {
  const base = {
    id: groupId('en', QUESTION),
    language: 'en',
    question: QUESTION,
    wordings: [QUESTION],
    version: state === 'open' ? 0 : 1,
    history: [],
  }
  const drafted = { ...base, proposal: outOfCompetence, draftedBy: 'Ana Ruiz' }
  const approval = { approvedBy: 'Eva Sol', approvedAt: '2026-03-01T10:00:00.000Z', golden: false, applied: true }
  const items: Readonly<Record<CurationState, CurationItem>> = {
    open: { ...base, state: 'open' },
    draft: { ...drafted, state: 'draft' },
    approved: { ...drafted, ...approval, state: 'approved' },
    rejected: { ...drafted, state: 'rejected' },
  }
  return { ...items[state], ...fields } as CurationItem
}

/** The groups of these entries, with what was decided. */
export function groupsOf(entries: Iterable<UnansweredEntry>, items: readonly CurationItem[]): readonly CurationGroup[] {
  return curationGroups(askedOf(entries), items)
}
