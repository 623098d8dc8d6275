import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { installSampleGolden } from '../../evaluation/golden/install-sample-golden.js'
import { withRecord } from '../../knowledge/audit/audit-log.js'
import { documentEffect } from '../../knowledge/audit/effect.js'
import { readAudit } from '../../knowledge/audit/read-audit.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { named } from '../../knowledge/person.js'
import type { Progress } from '../../knowledge/ports.js'
import { ALIASES, moveAlias, readAliases, restoreAliases } from '../../knowledge/version/aliases.js'
import { readManifest, versionFolderIds } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { FIRST_START } from '../release/first-version.js'
import { approvedPairs } from './approved-pairs.js'

export interface FirstStart {
  /** called with the number of pairs in the sample, when the sample was imported */
  readonly onSample: (pairs: number) => void
  readonly onProgress: Progress
}

type FirstMaking = Pick<Installation, 'store' | 'clock' | 'logger' | 'making'>

const BY = named(FIRST_START.by)

/**
 * Makes sure that a first start has a version to serve. Where there is no version and no move on record, it freezes the workspace, or the
 * sample knowledge base when the workspace is empty, as kb-000001, and promotes it. It completes a first start that was interrupted. In
 * any other case people decide: a lost document of aliases is written anew from the moves on record.
 *
 * @returns the version that was made champion, or null when nothing was done
 * @throws {KnowledgeError} NO_CHAMPION where versions exist, none serves, and no move on record tells which; whatever importing, freezing and moving an alias can throw
 */
export async function ensureChampion(installation: FirstMaking, firstStart: FirstStart): Promise<VersionId | null> {
  const { store, clock, logger } = installation
  const restored = await restoreAliases(store)
  if (restored !== null) {
    const { champion: version, moves } = restored
    logger.warn({ version, moves }, 'the aliases were lost, and were written anew from the moves on record')
  }
  const { champion, moves } = await readAliases(store)
  if (champion !== null || moves > 0) return null
  const to = await firstVersion(installation, firstStart)
  const details = { version: to, previous: null, reason: FIRST_START.reason, gate: null, override: false }
  const move = { store, alias: 'champion', to, by: BY, reason: FIRST_START.reason, clock } as const
  await withRecord(store, clock, (record) =>
    moveAlias({
      ...move,
      record: (_move, next) => record({ event: 'promotion', by: BY, details }, documentEffect(ALIASES, next)),
    }),
  )
  return to
}

async function firstVersion(installation: FirstMaking, firstStart: FirstStart): Promise<VersionId> {
  const { store } = installation
  const promoted = (await readAudit(store)).some(({ event }) => event === 'promotion')
  const [first, ...others] = await versionFolderIds(store)
  if (first === undefined && !promoted) return freezeFirst(installation, firstStart)
  if (first !== undefined && others.length === 0 && !promoted) {
    const { lineage } = await readManifest(store, first)
    if (lineage.job === FIRST_START.reason) return first
  }
  throw new KnowledgeError('NO_CHAMPION', { what: 'none' }, { do: 'promote-one-listed' })
}

async function freezeFirst(installation: FirstMaking, { onSample, onProgress }: FirstStart): Promise<VersionId> {
  // Loaded here: every later start has no use for import formats.
  const { importSample } = await import('./import-sample.js')
  const { freezeWorkspace } = await import('./freeze-workspace.js')
  const { store } = installation
  if ((await approvedPairs(store)).length === 0) {
    const imported = await importSample(installation)
    await installSampleGolden(store.shelf(GOLDEN))
    onSample(imported)
  }
  const { manifest } = await freezeWorkspace(installation, { author: null, job: FIRST_START.reason }, onProgress)
  return manifest.id
}
