import { withRecord } from '../../knowledge/audit/audit-log.js'
import type { Person } from '../../knowledge/person.js'
import type { Progress } from '../../knowledge/ports.js'
import { type Frozen, freeze } from '../../knowledge/version/freeze.js'
import { versionIds } from '../../knowledge/version/read-version.js'
import { approvedContent } from '../approved-content.js'
import type { Installation } from '../installation.js'
import { refuseLoss } from '../release/refuse-loss.js'

export interface FreezeWorkspaceRequest {
  /** who answers for the content; null = not given */
  readonly author: Person | null
  /** what makes the version, for its lineage; default `freeze` */
  readonly job?: string
  /** a person has said that many of the newest version's pairs may be gone; default false */
  readonly mayLose?: boolean
}

/**
 * Freezes the workspace into the next version, child of the newest one.
 *
 * @throws {KnowledgeError} EMPTY_KNOWLEDGE_BASE, PAIRS_LOST when many of the newest version's pairs are gone, and any error of freezing
 */
export async function freezeWorkspace(
  { store, clock, making }: Pick<Installation, 'store' | 'clock' | 'making'>,
  { author, job = 'freeze', mayLose = false }: FreezeWorkspaceRequest,
  onProgress: Progress = () => {},
): Promise<Frozen> {
  const { pairs, sources, outOfScope } = await approvedContent(store)
  const parent = (await versionIds(store)).at(-1) ?? null
  if (parent !== null && !mayLose) await refuseLoss(store, { pairs, sources }, parent)
  return withRecord(store, clock, (record) =>
    freeze({
      store,
      pairs,
      sources,
      embedderProvider: making.embedderProvider,
      indexFormat: making.indexFormat,
      fitRanker: making.fitRanker,
      outOfScope,
      parent,
      job,
      author,
      clock,
      onProgress,
      record: async ({ id: version, contentHash, pairs: count }) => {
        const details = { version, contentHash, pairs: count }
        await record({ event: 'freeze', by: author, details }, { version })
      },
    }),
  )
}
