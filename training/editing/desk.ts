import { recordAct } from '../../knowledge/audit/audit-log.js'
import { readForFreezing, type Workspace } from '../../knowledge/content/workspace.js'
import type { CurationGroup } from '../../knowledge/curation/groups.js'
import type { Curation, CurationItem, Proposal } from '../../knowledge/curation/item.js'
import { proposalConflict } from '../../knowledge/curation/proposal.js'
import { type Act, type Signature, transition } from '../../knowledge/curation/transitions.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Clock } from '../../knowledge/ports.js'
import { wordingKey } from '../../knowledge/records/unanswered-groups.js'
import type { Document } from '../../knowledge/store/document.js'
import type { Store } from '../../knowledge/store/store.js'
import { byCodeUnit } from '../../knowledge/text/by-code-unit.js'

/** Where unanswered questions are decided on, by the command line or the console. */
export interface CurationDesk {
  readonly store: Store
  readonly decisions: Document<Curation>
  /** the approved pairs */
  readonly workspace: Document<Workspace>
  /** whoever approves must not have drafted */
  readonly fourEyes: boolean
  readonly clock: Clock
  /** told after each approval that changes pairs: how many there were since the last retraining began */
  readonly onApproved: (approved: number) => Promise<void>
}

/** A person's part in an act; see `Signature`. */
export type SignedBy = Omit<Signature, 'at'>

/**
 * Drafts what to do about a group, or changes the draft that the person has seen.
 *
 * @param group as `curationGroups` gave it
 * @throws {KnowledgeError} CURATION_CONFLICT when the proposal does not fit the approved pairs, or somebody was quicker;
 * CURATION_REFUSED, BAD_INPUT, DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function draftProposal(
  desk: CurationDesk,
  group: CurationGroup,
  proposal: Proposal,
  signedBy: SignedBy,
): Promise<CurationItem> {
  await checkFits(desk, proposal)
  const signature = { ...signedBy, at: desk.clock.now() }
  const item = await desk.decisions.update((current) => {
    const stored = current.items.find(({ id }) => id === group.item.id)
    const from = stored ?? taken(current, group.item)
    const kind = from.state === 'draft' && signedBy.seen !== null ? 'edit' : 'draft'
    const next = transition(from, { kind, proposal }, signature)
    return { next: withItem(current, next), outcome: next }
  })
  await recordItem(desk, item)
  return item
}

/** @throws {KnowledgeError} CURATION_CONFLICT when the proposal does not fit the approved pairs */
export async function checkFits({ workspace }: CurationDesk, proposal: Proposal): Promise<void> {
  const conflict = proposalConflict(proposal, (await readForFreezing(workspace)).pairs)
  if (conflict !== null) throw conflict
}

/**
 * Withdraws or rejects a draft.
 *
 * @throws {KnowledgeError} CURATION_UNKNOWN, CURATION_REFUSED, CURATION_CONFLICT, BAD_INPUT, …
 */
export async function dropDraft(
  desk: CurationDesk,
  id: string,
  kind: 'withdraw' | 'reject',
  signedBy: SignedBy,
): Promise<CurationItem> {
  const item = await changeItem(desk, id, { kind }, signedBy)
  await recordItem(desk, item)
  return item
}

/** Every item, as decided by now. */
export async function decidedItems({ decisions }: Pick<CurationDesk, 'decisions'>): Promise<readonly CurationItem[]> {
  return (await decisions.read()).items
}

/** One act on a stored item, on disk when this resolves; not yet on the audit record. */
export async function changeItem(
  { decisions, clock }: CurationDesk,
  id: string,
  act: Act,
  signedBy: SignedBy,
): Promise<CurationItem> {
  const signature = { ...signedBy, at: clock.now() }
  return decisions.update((current) => {
    const next = transition(storedItem(current, id), act, signature)
    return { next: withItem(current, next), outcome: next }
  })
}

/** @throws {KnowledgeError} CURATION_UNKNOWN */
export function storedItem({ items }: Curation, id: string): CurationItem {
  const item = items.find((one) => one.id === id)
  if (item !== undefined) return item
  throw new KnowledgeError(
    'CURATION_UNKNOWN',
    `nothing was drafted under ${JSON.stringify(id)}`,
    'list the drafts with: ventanilla curate drafts',
  )
}

export function withItem(current: Curation, item: CurationItem): Curation {
  const others = current.items.filter(({ id }) => id !== item.id)
  return { ...current, items: [...others, item].sort((a, b) => byCodeUnit(a.id, b.id)) }
}

/**
 * Puts the item's latest act on record, without the citizens' words.
 *
 * @param more what else the act came to
 */
export async function recordItem(
  { store, clock }: CurationDesk,
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
    by: last?.by ?? null,
    act: last?.act ?? null,
    item: item.id,
    version: item.version,
    reason: last?.reason ?? null,
    ...about,
    ...(item.state === 'approved' ? { draftedBy: item.draftedBy, golden: item.golden } : {}),
  }
}

export function proposalDetails(proposal: Proposal): Readonly<Record<string, string>> {
  const { kind } = proposal
  if (kind === 'add-phrasing') return { proposal: kind, pair: proposal.pairId, lang: proposal.language }
  return kind === 'new-pair'
    ? { proposal: kind, pair: proposal.pair.id, lang: proposal.pair.language }
    : { proposal: kind }
}

/** The item, unless somebody has taken up the same questions under another wording since they were listed. */
function taken({ items }: Curation, item: CurationItem): CurationItem {
  const key = wordingKey(item.question)
  const other = items.find(
    ({ language, wordings }) => language === item.language && wordings.some((wording) => wordingKey(wording) === key),
  )
  if (other === undefined) return item
  throw new KnowledgeError(
    'CURATION_CONFLICT',
    `these questions were taken up meanwhile as ${other.id}`,
    `look at it: ventanilla curate show ${other.id}`,
  )
}
