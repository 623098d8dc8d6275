import { installSampleGolden } from '../../evaluation/golden/install-sample-golden.js'
import { recordAct } from '../../knowledge/audit/audit-log.js'
import { readForFreezing } from '../../knowledge/content/workspace.js'
import type { Progress } from '../../knowledge/ports.js'
import { moveAlias, readAliases } from '../../knowledge/version/aliases.js'
import { versionIds } from '../../knowledge/version/read-version.js'
import { freezeWorkspace } from '../../training/editing/freeze-workspace.js'
import { importSample } from '../../training/editing/import-sample.js'
import type { Installation } from '../../training/installation.js'
import { openWorkspace } from '../../training/workspace.js'

export interface FirstStart {
  readonly say: (line: string) => void
  readonly onProgress: Progress
}

type FirstMaking = Pick<Installation, 'store' | 'clock' | 'making'>

/** Who did it and why, in the history of alias moves. */
const VENTANILLA = 'ventanilla'
const FIRST_START = 'first start'

/**
 * Sees to it that a first start has something to serve: the workspace, or where that is empty the sample knowledge base, as
 * version kb-000001; or the newest version, where some were frozen and none was ever promoted (by hand, or by a first start
 * that was interrupted). Once an alias has ever been moved, people decide and this does nothing.
 */
export async function ensureChampion(installation: FirstMaking, { say, onProgress }: FirstStart): Promise<void> {
  const { store, clock } = installation
  const { champion, moves } = await readAliases(store)
  if (champion !== null || moves > 0) return
  const newest = (await versionIds(store)).at(-1)
  const to = newest ?? (await freezeFirst(installation, { say, onProgress }))
  const details = { version: to, previous: null, reason: FIRST_START, gate: null, override: false }
  const record = async () => {
    await recordAct(store, { event: 'promotion', by: VENTANILLA, details }, clock)
  }
  await moveAlias({ store, alias: 'champion', to, by: VENTANILLA, reason: FIRST_START, clock, record })
  say(`${to} is champion`)
}

async function freezeFirst(installation: FirstMaking, { say, onProgress }: FirstStart) {
  const { store } = installation
  const { pairs } = await readForFreezing(openWorkspace(store))
  if (pairs.length === 0) {
    const imported = await importSample(installation)
    await installSampleGolden(store.goldenFolder)
    say(`first start: imported ${imported} pairs of the sample knowledge base, a fictional register`)
  }
  const { manifest } = await freezeWorkspace(installation, { author: null }, onProgress)
  return manifest.id
}
