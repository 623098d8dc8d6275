import type { CurationGroup } from '../../knowledge/curation/groups.js'
import type { CurationItem, Proposal } from '../../knowledge/curation/item.js'
import { type CurationDesk, checkFits, draftProposal, type SignedBy } from './desk.js'
import { reopenDecision } from './reopen.js'

/** Why the decision was taken back, for the record, where the person gave no reason. */
const GONE = 'what was approved is not among the pairs any more'

/**
 * Drafts what to do about a group whose approved decision has lost its effect: that decision is taken back first. About any other
 * group as `draftProposal`.
 *
 * @throws {KnowledgeError} as `draftProposal` and `reopenDecision`; where the proposal does not fit, the decision stands
 */
export async function draftAgain(
  desk: CurationDesk,
  group: CurationGroup,
  proposal: Proposal,
  signedBy: SignedBy,
): Promise<CurationItem> {
  if (group.item.state !== 'approved') return draftProposal(desk, group, proposal, signedBy)
  await checkFits(desk, proposal)
  const { item } = await reopenDecision(desk, group.item.id, { ...signedBy, reason: signedBy.reason ?? GONE })
  return draftProposal(desk, { ...group, item }, proposal, { ...signedBy, seen: item.version })
}
