import { pairKey, type QnaPair } from '../../knowledge/content/qna-pair.js'
import { isSampleSource } from '../../knowledge/content/sample-source.js'
import { errorCode, KnowledgeError } from '../../knowledge/errors.js'
import type { Store } from '../../knowledge/store/store.js'
import { readManifest, readVersionFile } from '../../knowledge/version/read-version.js'
import { decodePairsInTurns, VERSION_FILES } from '../../knowledge/version/version-files.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { ApprovedContent } from '../approved-content.js'

/** A version that loses more than this share of its parent's pairs is made only when a person says so. */
const MOST_LOST = 0.1

/**
 * Refuses content that lacks many of the parent's pairs: the workspace may have been lost or restored from an old backup. Replacing the
 * sample is meant, and a single pair is no loss.
 *
 * @throws {KnowledgeError} PAIRS_LOST
 */
export async function refuseLoss(
  store: Store,
  {
    pairs,
    sources,
  }: Pick<ApprovedContent, 'sources'> & { readonly pairs: readonly Pick<QnaPair, 'id' | 'language'>[] },
  parent: VersionId,
): Promise<void> {
  // Nothing at all is refused by whoever makes a version of it.
  if (pairs.length === 0) return
  const before = await pairsOf(store, parent)
  if (before === null) return
  const wasSample = before.sources.some(({ name }) => isSampleSource(name))
  if (wasSample && !sources.some(({ name }) => isSampleSource(name))) return
  const kept = new Set(pairs.map(pairKey))
  const lost = before.pairs.filter((pair) => !kept.has(pairKey(pair))).length
  if (lost <= 1 || lost <= before.pairs.length * MOST_LOST) return
  throw new KnowledgeError(
    'PAIRS_LOST',
    { version: parent, before: before.pairs.length, lost },
    { do: 'look-after-workspace' },
  )
}

/** Null for a version that can no longer be read: nothing can be compared with it. */
async function pairsOf(store: Store, id: VersionId) {
  try {
    const manifest = await readManifest(store, id)
    const pairs = await decodePairsInTurns(await readVersionFile(store, manifest, VERSION_FILES.pairs))
    return { pairs, sources: manifest.lineage.sources }
  } catch (error) {
    if (errorCode(error) === 'VERSION_DAMAGED' || errorCode(error) === 'VERSION_UNKNOWN') return null
    throw error
  }
}
