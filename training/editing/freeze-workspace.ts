import { knowledgeParts } from '../../deploy/installation/knowledge-parts.js'
import { configuredFit } from '../../deploy/installation/ranker-fit.js'
import type { Config } from '../../deploy/settings/config.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import type { Clock, Progress } from '../../knowledge/ports.js'
import type { DataFolder } from '../../knowledge/store/data-folder.js'
import { type Frozen, freeze } from '../../knowledge/version/freeze.js'
import { versionIds } from '../../knowledge/version/read-version.js'
import { approvedContent } from './approved-content.js'

export interface FreezeWorkspace {
  readonly config: Config
  readonly folder: DataFolder
  readonly clock: Clock
  readonly author: string | null
  readonly onProgress: Progress
}

/**
 * Freezes the workspace into the next version, child of the newest one.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE, and whatever else freezing can throw
 */
export async function freezeWorkspace({ config, folder, clock, author, onProgress }: FreezeWorkspace): Promise<Frozen> {
  const { pairs, sources, outOfScope } = await approvedContent(folder)
  const { embedderProvider, indexFormat } = knowledgeParts(config)
  return freeze({
    folder,
    pairs,
    sources,
    embedderProvider,
    indexFormat,
    fitRanker: configuredFit(config),
    outOfScope,
    parent: (await versionIds(folder)).at(-1) ?? null,
    job: 'freeze',
    author,
    clock,
    onProgress,
    record: async ({ id: version, contentHash, pairs: count }) => {
      const details = { version, contentHash, pairs: count }
      await recordAct(folder, { event: 'freeze', by: author, details }, clock)
    },
  })
}
