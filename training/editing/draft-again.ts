import type { CurationItem } from '../../knowledge/curation/item.js'
import type { Installation } from '../installation.js'
import { checkFits, type DraftRequest, draftProposal } from './draft.js'
import { reopenDecision } from './reopen.js'

/** Why the decision was taken back, for the record, where the person gave no reason. */
const GONE = 'what was approved is not among the pairs any more'

/**
 * Drafts a proposal for a group whose approved decision has lost its effect; that decision is taken back first. For any other
 * group the same as `draftProposal`.
 *
 * @throws {KnowledgeError} as `draftProposal` and `reopenDecision`; when the proposal does not fit, the decision stands
 */
export async function draftAgain(
  installation: Pick<Installation, 'store' | 'clock'>,
  request: DraftRequest,
): Promise<CurationItem> {
  const { group, proposal, signedBy } = request
  if (group.item.state !== 'approved') return draftProposal(installation, request)
  await checkFits(installation.store, proposal)
  const reason = signedBy.reason ?? GONE
  const { item } = await reopenDecision(installation, { id: group.item.id, signedBy: { ...signedBy, reason } })
  const seen = item.version
  return draftProposal(installation, { group: { item }, proposal, signedBy: { ...signedBy, seen } })
}
