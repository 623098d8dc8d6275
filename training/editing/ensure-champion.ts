import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { installSampleGolden } from '../../evaluation/golden/install-sample-golden.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { named } from '../../knowledge/person.js'
import type { Progress } from '../../knowledge/ports.js'
import { moveAlias, readAliases } from '../../knowledge/version/aliases.js'
import { versionIds } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { approvedPairs } from './approved-pairs.js'
import { freezeWorkspace } from './freeze-workspace.js'
import { importSample } from './import-sample.js'

export interface FirstStart {
  /** told how many pairs the sample has, where nothing else was there to serve */
  readonly onSample: (pairs: number) => void
  readonly onProgress: Progress
}

type FirstMaking = Pick<Installation, 'store' | 'clock' | 'making'>

/** Who did it and why, in the history of alias moves. */
const VENTANILLA = named('ventanilla')
const FIRST_START = 'first start'

/**
 * Sees to it that a first start has something to serve: the workspace, or where that is empty the sample knowledge base, as
 * version kb-000001; or the newest version, where some were frozen and none was ever promoted (by hand, or by a first start
 * that was interrupted). Once an alias has ever been moved, people decide and this does nothing.
 *
 * @returns the version that was made champion, or null when nothing was done
 * @throws {KnowledgeError} whatever importing, freezing and moving an alias can throw
 */
export async function ensureChampion(installation: FirstMaking, firstStart: FirstStart): Promise<VersionId | null> {
  const { store, clock } = installation
  const { champion, moves } = await readAliases(store)
  if (champion !== null || moves > 0) return null
  const newest = (await versionIds(store)).at(-1)
  const to = newest ?? (await freezeFirst(installation, firstStart))
  const details = { version: to, previous: null, reason: FIRST_START, gate: null, override: false }
  const record = async () => {
    await recordAct(store, { event: 'promotion', by: VENTANILLA, details }, clock)
  }
  await moveAlias({ store, alias: 'champion', to, by: VENTANILLA, reason: FIRST_START, clock, record })
  return to
}

async function freezeFirst(installation: FirstMaking, { onSample, onProgress }: FirstStart): Promise<VersionId> {
  const { store } = installation
  if ((await approvedPairs(store)).length === 0) {
    const imported = await importSample(installation)
    await installSampleGolden(store.shelf(GOLDEN))
    onSample(imported)
  }
  const { manifest } = await freezeWorkspace(installation, { author: null }, onProgress)
  return manifest.id
}
