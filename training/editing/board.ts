import { warnOfDamage } from '../../deploy/cli/terminal.js'
import type { VerbContext } from '../../deploy/cli/verb.js'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import { readForFreezing } from '../../knowledge/content/workspace.js'
import { type CurationGroup, curationGroups } from '../../knowledge/curation/groups.js'
import { type ToDecide, toDecide } from '../../knowledge/curation/to-decide.js'
import type { UnansweredEntry } from '../../knowledge/records/unanswered.js'
import type { Store } from '../../knowledge/store/store.js'
import { listVersions } from '../../knowledge/version/list-versions.js'
import type { VersionId } from '../../knowledge/version-id.js'
import { readUnanswered } from '../records.js'
import { finishApprovals } from './approve.js'
import { type ClosenessSearch, openClosenessSearch } from './closest-pairs.js'
import { openDesk } from './curation-desk.js'
import { type CurationDesk, decidedItems } from './desk.js'
import { retrainAfterApproval } from './retrain-after-approval.js'

/** A group, and why it is for an editor to decide on or to look at; null where it is neither. */
export interface BoardGroup extends CurationGroup {
  readonly toDecide: ToDecide | null
}

/** Everything that the curation verbs look at, as it is by now. */
export interface Board {
  readonly desk: CurationDesk
  /** the most asked first */
  readonly groups: readonly BoardGroup[]
}

/** Opens the desk, and carries out what was approved before a crash. */
export async function openBoard(context: VerbContext): Promise<Board> {
  const { openStore, config, clock, terminal } = context
  const store = await openStore()
  const desk = openDesk({ config, store, clock, onApproved: retrainAfterApproval(context, store) })
  await finishApprovals(desk)
  const entries = []
  for await (const entry of readUnanswered(store, warnOfDamage(terminal))) entries.push(entry)
  return boardOf(desk, entries)
}

/** @param entries every question that was left unanswered */
export async function boardOf(desk: CurationDesk, entries: Iterable<UnansweredEntry>): Promise<Board> {
  const groups = curationGroups(entries, await decidedItems(desk))
  const pairs = new Map((await approvedPairs(desk)).map((pair) => [pairKey(pair), pair]))
  const madeAt = await creationTimes(desk.store)
  return { desk, groups: groups.map((group) => ({ ...group, toDecide: toDecide(group, { pairs, madeAt }) })) }
}

/** When each version was made, in ISO 8601. */
async function creationTimes(store: Store): Promise<ReadonlyMap<VersionId, string>> {
  const listed = await listVersions(store)
  return new Map(listed.flatMap((one) => (one.kind === 'complete' ? [[one.id, one.createdAt] as const] : [])))
}

/** The approved pairs by now. */
export async function approvedPairs({ workspace }: CurationDesk) {
  return (await readForFreezing(workspace)).pairs
}

/** Runs `work` with a search of the champion, or with null while none serves. */
export async function withClosenessSearch<T>(
  { config, clock }: VerbContext,
  { store }: CurationDesk,
  work: (search: ClosenessSearch | null) => Promise<T>,
): Promise<T> {
  const search = await openClosenessSearch(config, store, clock)
  try {
    return await work(search)
  } finally {
    await search?.close()
  }
}
