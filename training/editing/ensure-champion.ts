import { GOLDEN } from '../../evaluation/golden/golden-folder.js'
import { installSampleGolden } from '../../evaluation/golden/install-sample-golden.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { named } from '../../knowledge/person.js'
import type { Progress } from '../../knowledge/ports.js'
import { moveAlias, readAliases } from '../../knowledge/version/aliases.js'
import { versionIds } from '../../knowledge/version/read-version.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Installation } from '../installation.js'
import { FIRST_START } from '../release/first-version.js'
import { approvedPairs } from './approved-pairs.js'
import { freezeWorkspace } from './freeze-workspace.js'
import { importSample } from './import-sample.js'

export interface FirstStart {
  /** called with the number of pairs in the sample, when the sample was imported */
  readonly onSample: (pairs: number) => void
  readonly onProgress: Progress
}

type FirstMaking = Pick<Installation, 'store' | 'clock' | 'making'>

const BY = named(FIRST_START.by)

/**
 * Makes sure that a first start has a version to serve. When there is no version yet, it freezes the workspace, or the sample
 * knowledge base when the workspace is empty, as kb-000001. When versions exist but none was ever promoted (frozen by hand, or
 * by an interrupted first start), it promotes the newest. After the first move of an alias it does nothing, because people
 * decide then.
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
  const details = { version: to, previous: null, reason: FIRST_START.reason, gate: null, override: false }
  const record = async () => {
    await recordAct(store, { event: 'promotion', by: BY, details }, clock)
  }
  await moveAlias({ store, alias: 'champion', to, by: BY, reason: FIRST_START.reason, clock, record })
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
