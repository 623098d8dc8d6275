import type { Store } from '../../knowledge/store/store.js'
import { diffPairs, type PairDiff } from '../../knowledge/version/diff-pairs.js'
import { readManifest, readVersionFile } from '../../knowledge/version/read-version.js'
import { decodePairs, VERSION_FILES } from '../../knowledge/version/version-files.js'
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
  return diffPairs(await pairsOf(store, before), await pairsOf(store, after))
}

async function pairsOf(store: Store, id: VersionId) {
  return decodePairs(await readVersionFile(store, await readManifest(store, id), VERSION_FILES.pairs))
}
