import { diffPairs, type PairDiff } from '../../knowledge/version/diff-pairs.js'
import { readVersionPairs } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'

/**
 * The pairs added, changed (with the changed fields) or removed between two versions.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN, VERSION_DAMAGED
 */
export async function diffVersions(
  { store }: Pick<Installation, 'store'>,
  { before, after }: { readonly before: VersionId; readonly after: VersionId },
): Promise<PairDiff> {
  return diffPairs(await readVersionPairs(store, before), await readVersionPairs(store, after))
}
