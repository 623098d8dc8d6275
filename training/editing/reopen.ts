import { dropCuratedCase } from '../../evaluation/golden/curated-cases.js'
import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { type DanglingPrompt, newlyDangling } from '../../knowledge/content/dangling-prompts.js'
import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import { approvedPair } from '../../knowledge/content/stored-pair.js'
import { withoutProposal } from '../../knowledge/curation/apply-proposal.js'
import type { CurationItem, ItemIn, Proposal } from '../../knowledge/curation/item.js'
import { transition } from '../../knowledge/curation/transitions.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Store } from '../../knowledge/store/store.js'
import { openDecisions } from '../decisions.js'
import type { Installation } from '../installation.js'
import { openWorkspace } from '../workspace.js'
import { APPROVAL_LOCK, curatedCase, finishInterrupted } from './approve.js'
import { approvedPairs } from './approved-pairs.js'
import { changeOnRecord, decidedItems, proposalDetails, type SignedBy, storedItem } from './decided-items.js'

export interface ReopeningRequest {
  readonly id: string
  readonly signedBy: SignedBy
}

export interface Reopened {
  readonly item: CurationItem
  /** whether its phrasing or pair left the workspace; false when it had none, or when an import has added the same since */
  readonly takenOut: boolean
  /** prompts that lead nowhere as a result */
  readonly dangling: readonly DanglingPrompt[]
}

/**
 * Takes a decision back: removes its phrasing or pair from the workspace, removes its golden case, and reopens its questions.
 * The decision is changed last. If the process is killed before that, the decision stands and can be taken back again.
 *
 * @throws {KnowledgeError} CURATION_CONFLICT when later decisions build on its pair; CURATION_UNKNOWN, CURATION_REFUSED,
 * BAD_INPUT without a reason, …
 */
export async function reopenDecision(
  installation: Pick<Installation, 'store' | 'clock'>,
  { id, signedBy }: ReopeningRequest,
): Promise<Reopened> {
  const { store, clock } = installation
  return store.locked(APPROVAL_LOCK, 'short', async () => {
    await finishInterrupted(installation)
    const before = storedItem(await openDecisions(store).read(), id)
    // Refuses before anything is taken out.
    transition(before, { kind: 'reopen' }, { ...signedBy, at: clock.now() })
    const out = before.state === 'approved' ? await takeOut(installation, before) : { takenOut: false, dangling: [] }
    if (before.state === 'approved' && before.golden) {
      await dropCuratedCase(store.shelf(GOLDEN), curatedCase(before))
    }
    // An open item no longer holds the decision.
    const about = before.state === 'open' ? {} : proposalDetails(before.proposal)
    const item = await changeOnRecord(
      installation,
      (current) => transition(storedItem(current, id), { kind: 'reopen' }, { ...signedBy, at: clock.now() }),
      { ...about, takenOut: out.takenOut },
    )
    return { ...out, item }
  })
}

async function takeOut({ store, clock }: Pick<Installation, 'store' | 'clock'>, item: ItemIn<'approved'>) {
  const isGone = isOut(item.proposal, await approvedPairs(store))
  const builtOn = isGone ? [] : await laterPhrasings(store, item)
  if (builtOn.length > 0) throw stillBuiltOn(item, builtOn)
  return openWorkspace(store).update((current) => {
    const next = withoutProposal(current, item.proposal, clock.now())
    const dangling = newlyDangling(current.pairs.map(approvedPair), next.pairs.map(approvedPair))
    return { next, outcome: { takenOut: isOut(item.proposal, next.pairs.map(approvedPair)), dangling } }
  })
}

function isOut(proposal: Proposal, pairs: readonly QnaPair[]): boolean {
  switch (proposal.kind) {
    case 'add-phrasing': {
      const key = pairKey({ id: proposal.pairId, language: proposal.language })
      return !pairs.some((pair) => pairKey(pair) === key && pair.alternateQuestions.includes(proposal.phrasing))
    }
    case 'new-pair': {
      const key = pairKey(proposal.pair)
      return !pairs.some((pair) => pairKey(pair) === key)
    }
    case 'out-of-competence':
    case 'ignored':
      return false
  }
}

/** Ids of other decisions that added a phrasing to the pair which this one wrote. */
async function laterPhrasings(store: Store, { id, proposal }: ItemIn<'approved'>): Promise<readonly string[]> {
  if (proposal.kind !== 'new-pair') return []
  const key = pairKey(proposal.pair)
  return (await decidedItems(store)).flatMap((other) => {
    if (other.id === id || other.state !== 'approved' || other.proposal.kind !== 'add-phrasing') return []
    const { pairId, language } = other.proposal
    return pairKey({ id: pairId, language }) === key ? [other.id] : []
  })
}

function stillBuiltOn({ id }: ItemIn<'approved'>, others: readonly string[]): KnowledgeError {
  return new KnowledgeError(
    'CURATION_CONFLICT',
    { what: 'phrasings-built-on', id, others },
    { do: 'reopen-others-or-retire' },
  )
}
