import { type RecordEffect, withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import {
  CURATION_DOCUMENT,
  type Curation,
  type CurationItem,
  type ItemIn,
  type Proposal,
} from '../../knowledge/curation/item.js'
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

/**
 * Replaces one item by `change`, and records its latest act in the audit log.
 *
 * @param more further results of the act, for the record
 */
export async function changeOnRecord<Item extends CurationItem>(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  change: (current: Curation) => Item,
  more: Readonly<Record<string, string | boolean>> = {},
): Promise<Item> {
  return withRecord(store, clock, (record) =>
    openDecisions(store).update(
      (current) => {
        const item = change(current)
        return { next: withItem(current, item), outcome: item }
      },
      (item, next) => recordItem(record, item, next, more),
    ),
  )
}

/** Applies one act to a stored item, without a record: another act's record tells of it. */
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
function recordItem(
  record: RecordEffect,
  item: CurationItem,
  next: Curation,
  more: Readonly<Record<string, string | boolean>>,
): Promise<void> {
  const { by, ...details } = auditDetails(item)
  return record({ event: 'curation', by, details: { ...details, ...more } }, documentEffect(CURATION_DOCUMENT, next))
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
