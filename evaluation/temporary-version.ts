import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDataFolder } from '../knowledge/adapters/data-folder.js'
import type { QnaPair } from '../knowledge/content/qna-pair.js'
import type { Clock, Progress } from '../knowledge/ports.js'
import { createSearcher, type Searcher } from '../knowledge/search/searcher.js'
import { freeze } from '../knowledge/version/freeze.js'
import { openSnapshot } from '../knowledge/version/open-snapshot.js'
import type { VersionMaking } from '../knowledge/version/version-making.js'

/** The parts for making and opening a version that is only measured. */
export interface TemporaryMaking extends VersionMaking {
  /** questions that no pair may answer */
  readonly outOfScope?: readonly string[]
  readonly clock: Clock
  readonly onProgress?: Progress
}

export interface TemporaryVersion {
  readonly searcher: Searcher
  /** Frees the version and removes its folder. */
  close(): Promise<void>
}

/**
 * Freezes the pairs into a real version in a temporary folder and opens it.
 *
 * @throws KnowledgeError any error of freezing and opening; nothing is left behind then
 */
export async function openTemporaryVersion(
  pairs: readonly QnaPair[],
  { embedderProvider, indexFormat, fitRanker, outOfScope = [], detectLanguages, clock, onProgress }: TemporaryMaking,
): Promise<TemporaryVersion> {
  const root = await mkdtemp(join(tmpdir(), 'ventanilla-bench-'))
  const remove = () => rm(root, { recursive: true, force: true })
  try {
    const store = await openDataFolder(root, clock)
    const { manifest } = await freeze({
      store,
      pairs,
      sources: [],
      embedderProvider,
      indexFormat,
      fitRanker,
      outOfScope,
      parent: null,
      job: 'bench',
      author: null,
      clock,
      ...(onProgress === undefined ? {} : { onProgress }),
    })
    const parts = { embedderProviders: [embedderProvider], indexFormats: [indexFormat] }
    const snapshot = await openSnapshot(store, manifest.id, parts)
    const close = async () => {
      await snapshot.embedder.close()
      await remove()
    }
    try {
      return { searcher: createSearcher(snapshot, await detectLanguages(manifest.languages)), close }
    } catch (error) {
      await snapshot.embedder.close()
      throw error
    }
  } catch (error) {
    await remove()
    throw error
  }
}
