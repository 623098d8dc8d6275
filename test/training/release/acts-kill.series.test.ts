import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { listActs } from '../../../knowledge/audit/acts-in-effect.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { versionIds } from '../../../knowledge/version/read-version.js'
import { freezeWorkspace } from '../../../training/editing/freeze-workspace.js'
import { importFile } from '../../../training/editing/import-file.js'
import { openTrafficPlan } from '../../../training/release/documents.js'
import { openWorkspace } from '../../../training/workspace.js'
import { ageLocks } from '../../support/age-locks.js'
import { fixedClock, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { runScript } from '../../support/run-script.js'
import { inLength } from '../../support/series.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

type Worked = 'promote' | 'import' | 'freeze' | 'retire' | 'shadow'

const line = (id: string, question: string) =>
  `${JSON.stringify({ id, language: 'en', question, answer: 'From nine to two.' })}\n`
const PAIRS = [line('dogs', 'May I bring a dog?'), line('fees', 'What does it cost?')].join('')

/** kb-000001 serves, kb-000002 is frozen, and a file with one more pair lies beside. */
async function prepared(): Promise<{ readonly store: Store; readonly file: string }> {
  const store = await temporaryDataFolder()
  const file = join(store.place, '..', `${store.place.split('/').at(-1)}-pairs.jsonl`)
  await writeFile(file, PAIRS)
  const installation = installationOf(store)
  await importFile(installation, importOf(file))
  await freezeWorkspace(installation, { author: named('Ana Ruiz') })
  await freezeWorkspace(installation, { author: named('Ana Ruiz') })
  const first = { alias: 'champion', to: 'kb-000001', by: named('Ana Ruiz'), reason: 'first' } as const
  await moveAlias({ store, ...first, clock: fixedClock })
  await writeFile(file, PAIRS + line('lift', 'Does the building have a lift?'))
  return { store, file }
}

function importOf(path: string) {
  const by = named('Ana Ruiz')
  return { path, sourceName: 'kb.csv', replace: true, language: 'en', sheet: null, qnaPrefix: null, linkBase: null, by }
}

const EVENT = { promote: 'promotion', import: 'import', freeze: 'freeze', retire: 'retire', shadow: 'shadow' } as const

/** What each act changes, told from the store alone. */
const CHANGED: Readonly<Record<Worked, (store: Store) => Promise<boolean>>> = {
  promote: async (store) => (await readAliases(store)).champion === 'kb-000002',
  import: async (store) => (await openWorkspace(store).read()).pairs.length === 3,
  freeze: async (store) => (await versionIds(store)).length === 3,
  retire: async (store) => (await openWorkspace(store).read()).pairs.length === 1,
  shadow: async (store) => (await openTrafficPlan(store).read()).state === 'running',
}

/** The entries of this act beyond those that were there, by whether they took effect. */
async function recorded(store: Store, work: Worked, before: number): Promise<readonly boolean[]> {
  const acts = (await listActs(store)).filter(({ entry }) => entry > before)
  return acts.filter(({ event }) => event === EVENT[work]).map(({ tookEffect }) => tookEffect)
}

describe('the audit log', () => {
  it.each<Worked>(['promote', 'import', 'freeze', 'retire', 'shadow'])(
    'tells whether a killed %s took effect, at once and for ever',
    async (work) => {
      const ready = await prepared()
      const before = (await listActs(ready.store)).length
      const given = { promote: 'kb-000002', shadow: 'kb-000002', import: ready.file, retire: 'dogs', freeze: '' }[work]
      const step = inLength({ suite: 7, series: 1 })
      for (let call = 1; ; call += step) {
        const folder = await temporaryFolder()
        await cp(ready.store.place, folder, { recursive: true })
        const store = folderStore(folder)
        const { killed } = await runScript('act-worker.mjs', [folder, work, given, call])
        const did = await CHANGED[work](store)
        const entries = await recorded(store, work, before)
        expect(entries.filter((tookEffect) => tookEffect)).toHaveLength(did ? 1 : 0)
        expect(await verifyAudit(store)).toMatchObject({ ok: true })
        if (!killed) break
        await ageLocks(store)
        if (!did) await runScript('act-worker.mjs', [folder, work, given])

        expect(await CHANGED[work](store)).toBe(true)
        const settled = await recorded(store, work, before)
        expect(settled.filter((tookEffect) => tookEffect)).toHaveLength(1)
        expect(settled).toHaveLength(did ? 1 : entries.length + 1)
        const without = settled.length - 1
        expect(await verifyAudit(store)).toMatchObject({
          ok: true,
          withoutEffect: Array.from({ length: without }, () => expect.any(Number)),
        })
      }
    },
  )
})
