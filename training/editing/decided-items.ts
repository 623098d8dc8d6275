import { recordAct } from '../../knowledge/audit/audit-log.js'
import type { Curation, CurationItem, ItemIn, Proposal } from '../../knowledge/curation/item.js'
import { type Act, type Signature, transition } from '../../knowledge/curation/transitions.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { personBy } from '../../knowledge/person.js'
import type { Store } from '../../knowledge/store/store.js'
import { openDecisions } from '../decisions.js'
import type { Installation } from '../installation.js'

/** A person's part in an act; see `Signature`. */
export type SignedBy = Omit<Signature, 'at'>

/** Every item with its current decision. */
export async function decidedItems(store: Store): Promise<readonly CurationItem[]> {
  return (await openDecisions(store).read()).items
}

/** Applies one act to a stored item. The change is on disk when this resolves, but not yet in the audit log. */
export async function changeItem(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  id: string,
  act: Act,
  signedBy: SignedBy,
): Promise<CurationItem> {
  const signature = { ...signedBy, at: clock.now() }
  return openDecisions(store).update((current) => {
    const next = transition(storedItem(current, id), act, signature)
    return { next: withItem(current, next), outcome: next }
  })
}

/** @throws {KnowledgeError} CURATION_UNKNOWN */
export function storedItem({ items }: Curation, id: string): CurationItem {
  const item = items.find((one) => one.id === id)
  if (item !== undefined) return item
  throw new KnowledgeError('CURATION_UNKNOWN', { what: 'draft', id }, { do: 'list-drafts' })
}

export function withItem(current: Curation, item: CurationItem): Curation {
  const others = current.items.filter(({ id }) => id !== item.id)
  return { ...current, items: [...others, item].sort((a, b) => (a.id < b.id ? -1 : 1)) }
}

/**
 * Records the item's latest act in the audit log, without the citizens' words.
 *
 * @param more further results of the act
 */
export async function recordItem(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  item: CurationItem,
  more: Readonly<Record<string, string | boolean>> = {},
): Promise<void> {
  const { by, ...details } = auditDetails(item)
  await recordAct(store, { event: 'curation', by, details: { ...details, ...more } }, clock)
}

export function auditDetails(item: CurationItem) {
  const last = item.history.at(-1)
  const about = item.state === 'open' ? {} : proposalDetails(item.proposal)
  return {
    by: last === undefined ? null : personBy(last),
    act: last?.act ?? null,
    item: item.id,
    version: item.version,
    reason: last?.reason ?? null,
    ...about,
    ...(item.state === 'approved' ? { ...draftedIn(item), golden: item.golden } : {}),
  }
}

function draftedIn({ draftedBy, draftedByAccount }: ItemIn<'approved'>) {
  return draftedByAccount === undefined ? { draftedBy } : { draftedBy, draftedByAccount }
}

export function proposalDetails(proposal: Proposal): Readonly<Record<string, string>> {
  const { kind } = proposal
  if (kind === 'add-phrasing') return { proposal: kind, pair: proposal.pairId, lang: proposal.language }
  return kind === 'new-pair'
    ? { proposal: kind, pair: proposal.pair.id, lang: proposal.pair.language }
    : { proposal: kind }
}
