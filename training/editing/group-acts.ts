import type { CurationItem } from '../../knowledge/curation/item.js'
import type { Installation } from '../installation.js'
import type { OnDamaged } from '../records.js'
import { type ApprovalRequest, type Approved, approveDraft } from './approve.js'
import { approvedPairs } from './approved-pairs.js'
import { groupOnBoard } from './board.js'
import type { SignedBy } from './decided-items.js'
import { type DropRequest, draftProposal, dropDraft } from './draft.js'
import { proposalOf, type WantedProposal } from './proposal-of.js'
import { type Reopened, type ReopeningRequest, reopenDecision } from './reopen.js'

type Editing = Pick<Installation, 'store' | 'clock'>

export interface GroupDraft {
  /** any id under which the group was ever listed; the same in all acts here */
  readonly id: string
  readonly wanted: WantedProposal
  readonly signedBy: SignedBy
}

/** Drafts a proposal for a group of the board. @throws {KnowledgeError} as `groupOnBoard` and `draftProposal` */
export async function draftForGroup(
  installation: Editing,
  { id, wanted, signedBy }: GroupDraft,
  onDamaged: OnDamaged,
): Promise<CurationItem> {
  const group = await groupOnBoard(installation, id, onDamaged)
  const proposal = proposalOf(wanted, group.item, await approvedPairs(installation.store))
  return draftProposal(installation, { group, proposal, signedBy })
}

/** Approves the draft of a group. @throws {KnowledgeError} as `groupOnBoard` and `approveDraft` */
export async function approveForGroup(
  installation: Pick<Installation, 'store' | 'clock' | 'rules' | 'openQueue'>,
  request: ApprovalRequest,
  onDamaged: OnDamaged,
): Promise<Approved> {
  return approveDraft(installation, { ...request, id: await itemId(installation, request, onDamaged) })
}

/** Withdraws or rejects the draft of a group. @throws {KnowledgeError} as `groupOnBoard` and `dropDraft` */
export async function dropForGroup(
  installation: Editing,
  request: DropRequest,
  onDamaged: OnDamaged,
): Promise<CurationItem> {
  return dropDraft(installation, { ...request, id: await itemId(installation, request, onDamaged) })
}

/** Takes the decision about a group back. @throws {KnowledgeError} as `groupOnBoard` and `reopenDecision` */
export async function reopenGroup(
  installation: Editing,
  request: ReopeningRequest,
  onDamaged: OnDamaged,
): Promise<Reopened> {
  return reopenDecision(installation, { ...request, id: await itemId(installation, request, onDamaged) })
}

async function itemId(installation: Editing, { id }: { readonly id: string }, onDamaged: OnDamaged): Promise<string> {
  return (await groupOnBoard(installation, id, onDamaged)).item.id
}
