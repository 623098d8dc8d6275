import { pairKey } from '../../knowledge/content/qna-pair.js'
import type { CurationGroup } from '../../knowledge/curation/curation-group.js'
import { curationGroups, findGroup } from '../../knowledge/curation/groups.js'
import type { CurationItem } from '../../knowledge/curation/item.js'
import { isAnswer } from '../../knowledge/curation/to-decide.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Asked } from '../../knowledge/records/asked/asked.js'
import { followAsked } from '../../knowledge/records/asked/follow-asked.js'
import type { Store } from '../../knowledge/store/store.js'
import { checkVersion } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import type { OnDamaged } from '../records.js'
import { finishApprovals } from './approve.js'
import { approvedPairs } from './approved-pairs.js'

/** A group on the board. */
export type BoardGroup = CurationGroup

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
  const items = await finishApprovals(installation)
  const { asked, keep } = await followAsked(store, onDamaged)
  const groups = await boardOf(store, asked, items)
  await keep()
  return groups
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

/** The board of these questions and decisions. */
export async function boardOf(
  store: Store,
  asked: Asked,
  items: readonly CurationItem[],
): Promise<readonly BoardGroup[]> {
  const pairs = new Map((await approvedPairs(store)).map((pair) => [pairKey(pair), pair]))
  const madeAt = new Map<VersionId, string>()
  const groups = curationGroups(asked, items, { pairs, madeAt })
  const decided = groups.filter(({ state }) => state === 'approved')
  const versions = new Set(decided.flatMap(versionsAskedOf))
  for (const [id, at] of await creationTimes(store, versions)) madeAt.set(id, at)
  return groups
}

/** Versions that were asked what was decided to have an answer. */
function versionsAskedOf(group: CurationGroup): readonly VersionId[] {
  if (group.item.state !== 'approved') return []
  return isAnswer(group.item.proposal) ? [...group.askedOf.keys()] : []
}

/** When each of these versions was made, in ISO 8601; those that are gone or damaged are left out. */
async function creationTimes(store: Store, versions: ReadonlySet<VersionId>): Promise<ReadonlyMap<VersionId, string>> {
  const times = new Map<VersionId, string>()
  for (const id of versions) {
    const manifest = await checkVersion(store, id).catch((error: unknown) => {
      if (error instanceof KnowledgeError) return null
      throw error
    })
    if (manifest !== null) times.set(id, manifest.createdAt)
  }
  return times
}
