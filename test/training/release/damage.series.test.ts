import { cp, mkdir, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { listActs } from '../../../knowledge/audit/acts-in-effect.js'
import { recordAct } from '../../../knowledge/audit/audit-log.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { errorCode, KnowledgeError } from '../../../knowledge/errors.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { readAliases } from '../../../knowledge/version/aliases.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import { ensureChampion } from '../../../training/editing/ensure-champion.js'
import { freezeWorkspace } from '../../../training/editing/freeze-workspace.js'
import { openTrafficPlan } from '../../../training/release/documents.js'
import { promote, rollback } from '../../../training/release/promotion.js'
import { openWorkspace } from '../../../training/workspace.js'
import { fixedClock, snapshotParts } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { smallChampionFolder } from '../../support/ready-folders.js'
import { inLength } from '../../support/series.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const BY = named('Ana Ruiz')
const SILENT = { onSample: () => {}, onProgress: () => {} }

/** What happens to a file. */
const DAMAGES: Readonly<Record<string, (file: string) => Promise<void>>> = {
  truncated: async (file) => truncate(file, Math.floor((await stat(file)).size / 2)),
  emptied: (file) => truncate(file, 0),
  'bit-flipped': async (file) => {
    const bytes = await readFile(file)
    const at = Math.floor(bytes.length / 2)
    bytes[at] = (bytes[at] ?? 0) ^ 4
    await rm(file)
    await writeFile(file, bytes)
  },
  'replaced by a folder': async (file) => {
    await rm(file)
    await mkdir(file)
  },
  missing: (file) => rm(file),
}

/** kb-000001 serves after a rollback from kb-000002; kb-000003 is frozen and the newest. */
async function wellUsed(): Promise<string> {
  const data = await smallChampionFolder()
  const installation = installationOf(folderStore(data))
  await freezeWorkspace(installation, { author: BY })
  await promote(installation, { version: 'kb-000002', by: BY, reason: 'new', override: true })
  await rollback(installation, { by: BY, reason: 'wrong answers' })
  await freezeWorkspace(installation, { author: BY })
  return data
}

async function filesIn(data: string): Promise<readonly string[]> {
  const entries = await readdir(data, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return files.map((file) => file.slice(data.length + 1)).filter((file) => !file.startsWith('locks/'))
}

/** The code with which the work failed; null when it did not. Any other failure is a defect. */
async function codeOf(work: () => Promise<unknown>): Promise<string | null> {
  try {
    await work()
    return null
  } catch (error) {
    if (error instanceof KnowledgeError) return errorCode(error)
    throw error
  }
}

/** Everything that a start and the verbs read. */
function readings(store: Store): readonly (() => Promise<unknown>)[] {
  const installation = installationOf(store)
  return [
    () => listActs(store),
    () => verifyAudit(store),
    () => listVersions(store),
    () => readAliases(store),
    () => openWorkspace(store).read(),
    () => openTrafficPlan(store).read(),
    () => ensureChampion(installation, SILENT),
    async () => (await openSnapshot(store, 'kb-000001', snapshotParts)).embedder.close(),
    () => freezeWorkspace(installation, { author: BY }),
    () => rollback(installation, { by: BY, reason: 'back' }),
    () => recordAct(store, { event: 'drift', by: null, details: {} }, fixedClock),
  ]
}

describe('a damaged file of the data folder', () => {
  it.each(Object.entries(DAMAGES))('never promotes, loses or hides anything: %s', async (what, damage) => {
    const whole = await wellUsed()
    const files = await filesIn(whole)
    const wholeActs = await listActs(folderStore(whole))
    for (const file of files.filter((_, i) => i % inLength({ suite: 6, series: 1 }) === 0)) {
      const data = await temporaryFolder()
      await cp(whole, data, { recursive: true })
      await damage(join(data, file))
      const store = folderStore(data)
      for (const read of readings(store)) await codeOf(read).catch((error) => expect.fail(`${file} ${what}: ${error}`))

      const champion = await readAliases(store).then(
        (aliases) => aliases.champion,
        () => 'unknown',
      )
      expect(['kb-000001', 'unknown', null], `${file} ${what}`).toContain(champion)
      if (file !== 'audit/audit.jsonl') {
        const acts = await listActs(store)
        expect(acts.slice(0, wholeActs.length), `${file} ${what}`).toEqual(wholeActs)
        expect(acts.slice(wholeActs.length).filter(({ event }) => event === 'promotion')).toEqual([])
      } else if (what !== 'replaced by a folder') {
        expect(await verifyAudit(store), `${file} ${what}`).toMatchObject({ ok: false })
      }
    }
  })
})
