import { type CuratedCase, checkCuratedCase, keepCuratedCase } from '../../evaluation/golden/curated-cases.js'
import { readAudit } from '../../knowledge/audit/verify-audit.js'
import { withProposal } from '../../knowledge/curation/apply-proposal.js'
import type { CurationItem, ItemIn, Proposal } from '../../knowledge/curation/item.js'
import { markApplied } from '../../knowledge/curation/transitions.js'
import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import { withFolderLock } from '../../knowledge/store/folder-lock.js'
import { readRun, runIds } from '../retrain/run-document.js'
import {
  type CurationDesk,
  changeItem,
  checkFits,
  decidedItems,
  recordItem,
  type SignedBy,
  storedItem,
  withItem,
} from './desk.js'

/** Approvals are carried out, and taken back, one at a time: each touches several files. */
export const APPROVAL_LOCK = 'curation-approval'

/**
 * Approves a draft and carries it out: workspace, golden case, audit record. The decision is on disk first; killed at any later
 * moment, the rest follows with the next approval or `finishApprovals`.
 *
 * @param golden whether the question becomes a golden case with what was decided
 * @throws {KnowledgeError} CURATION_CONFLICT when the approved pairs have changed so that it does not fit (it is a draft still),
 * GOLDEN_CONTRADICTION, FOUR_EYES, CURATION_UNKNOWN, CURATION_REFUSED, …
 */
export async function approveDraft(
  desk: CurationDesk,
  id: string,
  golden: boolean,
  signedBy: SignedBy,
): Promise<ItemIn<'approved'>> {
  return withFolderLock(desk.store, APPROVAL_LOCK, 'short', async () => {
    await finishInterrupted(desk)
    const draft = storedItem(await desk.decisions.read(), id)
    if (draft.state === 'draft') await checkFeasible(desk, draft, golden)
    const approved = await changeItem(desk, id, { kind: 'approve', golden, fourEyes: desk.fourEyes }, signedBy)
    const carriedOut = await carryOut(desk, asApproved(approved), 'new')
    if (changesPairs(carriedOut.proposal)) await desk.onApproved(await approvedSinceRetraining(desk))
    return carriedOut
  })
}

/** Carries out what was approved before a crash. Cheap when there is nothing of the kind. */
export async function finishApprovals(desk: CurationDesk): Promise<void> {
  if (!(await decidedItems(desk)).some(isInterrupted)) return
  await withFolderLock(desk.store, APPROVAL_LOCK, 'short', () => finishInterrupted(desk))
}

/** Approvals that change pairs since the last retraining began, or ever. */
export async function approvedSinceRetraining(desk: Pick<CurationDesk, 'decisions' | 'store'>): Promise<number> {
  const since = await lastRetraining(desk.store)
  return (await decidedItems(desk)).filter(
    (item) => item.state === 'approved' && changesPairs(item.proposal) && (since === null || item.approvedAt > since),
  ).length
}

/** As `finishApprovals`, for whoever holds the lock. */
export async function finishInterrupted(desk: CurationDesk): Promise<void> {
  for (const item of (await decidedItems(desk)).filter(isInterrupted)) {
    // A draft again: whoever looks at it next sees why.
    await carryOut(desk, item, 'interrupted').catch((error: unknown) => {
      if (errorCode(error) !== 'CURATION_CONFLICT') throw error
    })
  }
}

function isInterrupted(item: CurationItem): item is ItemIn<'approved'> {
  return item.state === 'approved' && !item.applied
}

async function checkFeasible(desk: CurationDesk, draft: ItemIn<'draft'>, golden: boolean) {
  await checkFits(desk, draft.proposal)
  if (golden && draft.proposal.kind !== 'ignored') await checkCuratedCase(desk.store.goldenFolder, curatedCase(draft))
}

/** Each part may have been done before a crash, and does nothing then. */
async function carryOut(
  desk: CurationDesk,
  item: ItemIn<'approved'>,
  approval: 'new' | 'interrupted',
): Promise<ItemIn<'approved'>> {
  const { store, workspace, decisions, clock } = desk
  try {
    await workspace.update((current) => ({ next: withProposal(current, item.proposal, clock.now()), outcome: null }))
  } catch (error) {
    if (errorCode(error) === 'CURATION_CONFLICT') await returnToDraft(desk, item, error)
    throw error
  }
  if (item.golden) await keepCuratedCase(store.goldenFolder, curatedCase(item))
  if (approval === 'new' || !(await isOnRecord(desk, item))) await recordItem(desk, item)
  return decisions.update((current) => {
    const applied = asApproved(markApplied(asApproved(storedItem(current, item.id))))
    return { next: withItem(current, applied), outcome: applied }
  })
}

async function returnToDraft(desk: CurationDesk, item: ItemIn<'approved'>, error: unknown): Promise<void> {
  const reason = error instanceof KnowledgeError ? `${error.message}; ${error.hint}` : null
  await changeItem(desk, item.id, { kind: 'return' }, { by: 'Ventanilla', reason, seen: null })
}

/** Whether the act that led to this version of the item is in the audit log. */
export async function isOnRecord({ store }: CurationDesk, { id, version }: CurationItem): Promise<boolean> {
  return (await readAudit(store)).some(
    ({ event, details }) => event === 'curation' && details.item === id && details.version === version,
  )
}

/** The golden case that a decision makes of its question. */
export function curatedCase({ question, language, proposal }: ItemIn<'draft' | 'approved'>): CuratedCase {
  switch (proposal.kind) {
    case 'add-phrasing':
      return { text: question, language: proposal.language, pairId: proposal.pairId }
    case 'new-pair':
      return { text: question, language: proposal.pair.language, pairId: proposal.pair.id }
    case 'out-of-competence':
    case 'ignored':
      return { text: question, language, pairId: null }
  }
}

function changesPairs({ kind }: Proposal): boolean {
  return kind === 'add-phrasing' || kind === 'new-pair'
}

function asApproved(item: CurationItem): ItemIn<'approved'> {
  if (item.state === 'approved') return item
  throw new Error(`${item.id} was approved and is ${item.state}`)
}

/** When the latest retraining began that was not given up, or null. */
async function lastRetraining(store: CurationDesk['store']): Promise<string | null> {
  for (const id of (await runIds(store)).toReversed()) {
    const run = await readRun(store, id)
    if (run !== null && (run.state === 'finished' || run.state === 'running')) return run.startedAt
  }
  return null
}
