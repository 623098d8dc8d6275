import type { CurationGroup } from '../../knowledge/curation/curation-group.js'
import type { Curation, CurationItem, Proposal } from '../../knowledge/curation/item.js'
import { proposalConflict } from '../../knowledge/curation/proposal.js'
import { transition } from '../../knowledge/curation/transitions.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { wordingKey } from '../../knowledge/records/wording-key.js'
import type { Store } from '../../knowledge/store/store.js'
import type { Installation } from '../installation.js'
import { approvedPairs } from './approved-pairs.js'
import { changeOnRecord, type SignedBy, storedItem } from './decided-items.js'

export interface DraftRequest {
  /** as `curationGroups` gave it */
  readonly group: Pick<CurationGroup, 'item'>
  readonly proposal: Proposal
  readonly signedBy: SignedBy
}

/**
 * Drafts a proposal for a group, or changes the draft that the person has seen.
 *
 * @throws {KnowledgeError} CURATION_CONFLICT when the proposal does not fit the approved pairs, or somebody else changed the
 * group first; CURATION_REFUSED, BAD_INPUT, DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function draftProposal(
  installation: Pick<Installation, 'store' | 'clock'>,
  { group, proposal, signedBy }: DraftRequest,
): Promise<CurationItem> {
  const { store, clock } = installation
  await checkFits(store, proposal)
  const signature = { ...signedBy, at: clock.now() }
  return changeOnRecord(installation, (current) => {
    const stored = current.items.find(({ id }) => id === group.item.id)
    const from = stored ?? taken(current, group.item)
    const kind = from.state === 'draft' && signedBy.seen !== null ? 'edit' : 'draft'
    return transition(from, { kind, proposal }, signature)
  })
}

/** @throws {KnowledgeError} CURATION_CONFLICT when the proposal does not fit the approved pairs */
export async function checkFits(store: Store, proposal: Proposal): Promise<void> {
  const conflict = proposalConflict(proposal, await approvedPairs(store))
  if (conflict !== null) throw conflict
}

export interface DropRequest {
  readonly id: string
  readonly kind: 'withdraw' | 'reject'
  readonly signedBy: SignedBy
}

/**
 * Withdraws or rejects a draft.
 *
 * @throws {KnowledgeError} CURATION_UNKNOWN, CURATION_REFUSED, CURATION_CONFLICT, BAD_INPUT, …
 */
export async function dropDraft(
  installation: Pick<Installation, 'store' | 'clock'>,
  { id, kind, signedBy }: DropRequest,
): Promise<CurationItem> {
  const signature = { ...signedBy, at: installation.clock.now() }
  return changeOnRecord(installation, (current) => transition(storedItem(current, id), { kind }, signature))
}

/** The item, unless another item has covered the same questions since they were listed. */
function taken({ items }: Curation, item: CurationItem): CurationItem {
  const key = wordingKey(item.question)
  const other = items.find(
    ({ language, wordings }) => language === item.language && wordings.some((wording) => wordingKey(wording) === key),
  )
  if (other === undefined) return item
  throw new KnowledgeError(
    'CURATION_CONFLICT',
    { what: 'taken-up', id: other.id },
    { do: 'look-at-group', id: other.id },
  )
}
