import { eldLanguageDetector } from '../knowledge/adapters/eld-language-detector.js'
import { pairKey, type QnaPair } from '../knowledge/content/qna-pair.js'
import { createSearcher, type Searcher } from '../knowledge/search/searcher.js'
import type { Store } from '../knowledge/store/store.js'
import { openSnapshot, type SnapshotParts } from '../knowledge/version/open-snapshot.js'
import type { VersionId } from '../knowledge/version-id.js'

/** One version, verified and ready to answer. */
export interface LoadedVersion {
  readonly id: VersionId
  readonly searcher: Searcher
  /** by `pairKey` */
  readonly pairs: ReadonlyMap<string, QnaPair>
  readonly languages: readonly string[]
  close(): Promise<void>
}

/** @throws {KnowledgeError} as `openSnapshot` */
export async function loadVersion(store: Store, id: VersionId, parts: SnapshotParts): Promise<LoadedVersion> {
  const snapshot = await openSnapshot(store, id, parts)
  const { languages } = snapshot.manifest
  const close = () => snapshot.embedder.close()
  try {
    const searcher = createSearcher(snapshot, await eldLanguageDetector(languages))
    return { id, searcher, pairs: new Map(snapshot.pairs.map((pair) => [pairKey(pair), pair])), languages, close }
  } catch (error) {
    await close()
    throw error
  }
}
