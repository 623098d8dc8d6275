import { type CuratedCase, checkCuratedCase, keepCuratedCase } from '../../evaluation/golden/curated-cases.js'
import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { readEffectiveAudit } from '../../knowledge/audit/acts-in-effect.js'
import { settleActs } from '../../knowledge/audit/audit-log.js'
import { withProposal } from '../../knowledge/curation/apply-proposal.js'
import type { Curation, CurationItem, ItemIn, Proposal } from '../../knowledge/curation/item.js'
import { markApplied } from '../../knowledge/curation/transitions.js'
import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import { VENTANILLA } from '../../knowledge/person.js'
import type { Store } from '../../knowledge/store/store.js'
import { stepIn } from '../../knowledge/words/error-words.js'
import { COMMON_LANGUAGE } from '../../knowledge/words/locale-files.js'
import { openDecisions } from '../decisions.js'
import type { Installation } from '../installation.js'
import { readRun, runIds } from '../retrain/run/run-document.js'
import { openWorkspace } from '../workspace.js'
import { type AskedForRetraining, askForRetraining } from './ask-for-retraining.js'
import { changeItem, changeOnRecord, decidedItems, type SignedBy, storedItem, withItem } from './decided-items.js'
import { checkFits } from './draft.js'

type Editing = Pick<Installation, 'store' | 'clock'>

/** Only one approval is carried out or taken back at a time, because each changes several files. */
export const APPROVAL_LOCK = 'curation-approval'

export interface ApprovalRequest {
  readonly id: string
  /** whether the question becomes a golden case with what was decided */
  readonly golden: boolean
  readonly signedBy: SignedBy
}

export interface Approved {
  readonly item: ItemIn<'approved'>
  /** whether a retraining was asked for; null when the approval changes no pair */
  readonly retraining: AskedForRetraining | null
}

/**
 * Approves a draft and carries it out: workspace, golden case, audit record. The decision is written first. If the process is
 * killed later, the next approval or `finishApprovals` completes the rest. Asks for a retraining once enough drafts are
 * approved.
 *
 * @throws {KnowledgeError} CURATION_CONFLICT when the draft no longer fits the approved pairs (it stays a draft),
 * GOLDEN_CONTRADICTION, FOUR_EYES, CURATION_UNKNOWN, CURATION_REFUSED, …
 */
export async function approveDraft(
  installation: Pick<Installation, 'store' | 'clock' | 'rules' | 'openQueue'>,
  { id, golden, signedBy }: ApprovalRequest,
): Promise<Approved> {
  const { store, rules } = installation
  return store.locked(APPROVAL_LOCK, 'short', async () => {
    await finishInterrupted(installation)
    const draft = storedItem(await openDecisions(store).read(), id)
    if (draft.state === 'draft') await checkFeasible(store, draft, golden)
    const act = { kind: 'approve', golden, fourEyes: rules.fourEyes } as const
    const approved = await changeItem(installation, id, act, signedBy)
    const item = await carryOut(installation, asApproved(approved), 'new')
    if (!changesPairs(item.proposal)) return { item, retraining: null }
    return { item, retraining: await askForRetraining(installation, await approvedSinceRetraining(store)) }
  })
}

/** Completes approvals that a crash interrupted. Cheap when there are none. @returns every item, as decided then */
export async function finishApprovals(installation: Editing): Promise<readonly CurationItem[]> {
  const { store } = installation
  const items = await decidedItems(store)
  if (!items.some(isInterrupted)) return items
  await store.locked(APPROVAL_LOCK, 'short', () => finishInterrupted(installation))
  return decidedItems(store)
}

/** Number of approvals that change pairs since the last retraining began, or of all when there was none. */
export async function approvedSinceRetraining(store: Store): Promise<number> {
  const since = await lastRetraining(store)
  return (await decidedItems(store)).filter(
    (item) => item.state === 'approved' && changesPairs(item.proposal) && (since === null || item.approvedAt > since),
  ).length
}

/** As `finishApprovals`, for a caller that holds the lock. */
export async function finishInterrupted(installation: Editing): Promise<void> {
  for (const item of (await decidedItems(installation.store)).filter(isInterrupted)) {
    // The item is a draft again, and its history says why.
    await carryOut(installation, item, 'interrupted').catch((error: unknown) => {
      if (errorCode(error) !== 'CURATION_CONFLICT') throw error
    })
  }
}

function isInterrupted(item: CurationItem): item is ItemIn<'approved'> {
  return item.state === 'approved' && !item.applied
}

async function checkFeasible(store: Store, draft: ItemIn<'draft'>, golden: boolean) {
  await checkFits(store, draft.proposal)
  if (golden && draft.proposal.kind !== 'ignored') await checkCuratedCase(store.shelf(GOLDEN), curatedCase(draft))
}

/** Each part does nothing when it was already done before a crash. */
async function carryOut(
  installation: Editing,
  item: ItemIn<'approved'>,
  approval: 'new' | 'interrupted',
): Promise<ItemIn<'approved'>> {
  const { store, clock } = installation
  await settleActs(store, clock)
  try {
    await openWorkspace(store).update((current) => ({
      next: withProposal(current, item.proposal, clock.now()),
      outcome: null,
    }))
  } catch (error) {
    if (errorCode(error) === 'CURATION_CONFLICT') await returnToDraft(installation, item, error)
    throw error
  }
  if (item.golden) await keepCuratedCase(store.shelf(GOLDEN), curatedCase(item))
  const apply = (current: Curation) => asApproved(markApplied(asApproved(storedItem(current, item.id))))
  if (approval === 'new' || !(await isOnRecord(store, item))) return changeOnRecord(installation, apply)
  return openDecisions(store).update((current) => {
    const applied = apply(current)
    return { next: withItem(current, applied), outcome: applied }
  })
}

async function returnToDraft(installation: Editing, item: ItemIn<'approved'>, error: unknown): Promise<void> {
  const reason = error instanceof KnowledgeError ? `${error.message}; ${stepIn(COMMON_LANGUAGE, error.next)}` : null
  await changeItem(installation, item.id, { kind: 'return' }, { by: VENTANILLA, reason, seen: null })
}

/** Whether the act that led to this version of the item is in the audit log. */
export async function isOnRecord(store: Store, { id, version }: CurationItem): Promise<boolean> {
  return (await readEffectiveAudit(store)).some(
    ({ event, details }) => event === 'curation' && details.item === id && details.version === version,
  )
}

/** The golden case that a decision turns its question into. */
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

/** When the latest retraining began that did not fail and was not abandoned; null when there is none. */
async function lastRetraining(store: Store): Promise<string | null> {
  for (const id of (await runIds(store)).toReversed()) {
    const run = await readRun(store, id)
    if (run !== null && (run.state === 'finished' || run.state === 'running')) return run.startedAt
  }
  return null
}
