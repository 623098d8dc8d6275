import { pairKey } from '../../knowledge/content/qna-pair.js'
import { type CurationGroup, curationGroups, findGroup } from '../../knowledge/curation/groups.js'
import { type ToDecide, toDecide } from '../../knowledge/curation/to-decide.js'
import type { UnansweredEntry } from '../../knowledge/records/unanswered.js'
import type { Store } from '../../knowledge/store/store.js'
import { listVersions } from '../../knowledge/version/list-versions.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { type OnDamaged, readUnanswered } from '../records.js'
import { finishApprovals } from './approve.js'
import { approvedPairs } from './approved-pairs.js'
import { decidedItems } from './decided-items.js'

/** A group, and why it is for an editor to decide on or to look at; null where it is neither. */
export interface BoardGroup extends CurationGroup {
  readonly toDecide: ToDecide | null
}

/**
 * Every group of unanswered questions as it is by now, the most asked first. Carries out what was approved before a crash.
 *
 * @throws {KnowledgeError} DOCUMENT_DAMAGED, LOG_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function openBoard(
  installation: Pick<Installation, 'store' | 'clock'>,
  onDamaged: OnDamaged,
): Promise<readonly BoardGroup[]> {
  const { store } = installation
  await finishApprovals(installation)
  const entries = []
  for await (const entry of readUnanswered(store, onDamaged)) entries.push(entry)
  return boardOf(store, entries)
}

/**
 * One group of the board.
 *
 * @param id any that the group was ever listed under
 * @throws {KnowledgeError} CURATION_UNKNOWN; else as `openBoard`
 */
export async function groupOnBoard(
  installation: Pick<Installation, 'store' | 'clock'>,
  id: string,
  onDamaged: OnDamaged,
): Promise<BoardGroup> {
  return findGroup(await openBoard(installation, onDamaged), id)
}

/** @param entries every question that was left unanswered */
export async function boardOf(store: Store, entries: Iterable<UnansweredEntry>): Promise<readonly BoardGroup[]> {
  const groups = curationGroups(entries, await decidedItems(store))
  const pairs = new Map((await approvedPairs(store)).map((pair) => [pairKey(pair), pair]))
  const madeAt = await creationTimes(store)
  return groups.map((group) => ({ ...group, toDecide: toDecide(group, { pairs, madeAt }) }))
}

/** When each version was made, in ISO 8601. */
async function creationTimes(store: Store): Promise<ReadonlyMap<VersionId, string>> {
  const listed = await listVersions(store)
  return new Map(listed.flatMap((one) => (one.kind === 'complete' ? [[one.id, one.createdAt] as const] : [])))
}
