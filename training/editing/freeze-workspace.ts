import { knowledgeParts } from '../../deploy/installation/knowledge-parts.js'
import { configuredFit } from '../../deploy/installation/ranker-fit.js'
import type { Config } from '../../deploy/settings/config.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import type { Clock, Progress } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { type Frozen, freeze } from '../../knowledge/version/freeze.js'
import { versionIds } from '../../knowledge/version/read-version.js'
import { approvedContent } from './approved-content.js'

export interface FreezeWorkspace {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly author: string | null
  readonly onProgress: Progress
}

/**
 * Freezes the workspace into the next version, child of the newest one.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE, and whatever else freezing can throw
 */
export async function freezeWorkspace({ config, store, clock, author, onProgress }: FreezeWorkspace): Promise<Frozen> {
  const { pairs, sources, outOfScope } = await approvedContent(store)
  const { embedderProvider, indexFormat } = knowledgeParts(config)
  return freeze({
    store,
    pairs,
    sources,
    embedderProvider,
    indexFormat,
    fitRanker: configuredFit(config),
    outOfScope,
    parent: (await versionIds(store)).at(-1) ?? null,
    job: 'freeze',
    author,
    clock,
    onProgress,
    record: async ({ id: version, contentHash, pairs: count }) => {
      const details = { version, contentHash, pairs: count }
      await recordAct(store, { event: 'freeze', by: author, details }, clock)
    },
  })
}
