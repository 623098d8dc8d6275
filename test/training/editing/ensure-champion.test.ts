import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listActs } from '../../../knowledge/audit/acts-in-effect.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { importPairs } from '../../../knowledge/content/workspace.js'
import { named } from '../../../knowledge/person.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { ensureChampion } from '../../../training/editing/ensure-champion.js'
import { freezeWorkspace } from '../../../training/editing/freeze-workspace.js'
import { rollback } from '../../../training/release/promotion.js'
import { openWorkspace } from '../../../training/workspace.js'
import { fixedClock, pair, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'

const SILENT = { onSample: () => {}, onProgress: () => {} }

async function withPairs() {
  const installation = installationOf(await temporaryDataFolder())
  const source = { sourceName: 'kb.csv', sha256: 'a'.repeat(64), replace: false, now: fixedClock.now() }
  await importPairs(openWorkspace(installation.store), { ...source, pairs: [pair('dogs'), pair('fees')] })
  return installation
}

/** kb-000001 serves again, after a rollback from kb-000002. */
async function rolledBack() {
  const installation = await withPairs()
  const { store } = installation
  await ensureChampion(installation, SILENT)
  await freezeWorkspace(installation, { author: named('Ana Ruiz') })
  const by = named('Ana Ruiz')
  await moveAlias({ store, alias: 'champion', to: 'kb-000002', by, reason: 'new', clock: fixedClock })
  await rollback(installation, { by, reason: 'wrong answers' })
  return installation
}

describe('a start', () => {
  it('makes and promotes the first version where there is none', async () => {
    const installation = await withPairs()
    expect(await ensureChampion(installation, SILENT)).toBe('kb-000001')
    expect(await ensureChampion(installation, SILENT)).toBeNull()
    expect(await readAliases(installation.store)).toEqual({ champion: 'kb-000001', challenger: null, moves: 1 })
  })

  it('completes a first start that was cut off before its promotion', async () => {
    const installation = await withPairs()
    await freezeWorkspace(installation, { author: null, job: 'first start' })
    expect(await ensureChampion(installation, SILENT)).toBe('kb-000001')
  })

  it('leaves a version that a person froze to people', async () => {
    const installation = await withPairs()
    await freezeWorkspace(installation, { author: named('Ana Ruiz') })
    await expect(ensureChampion(installation, SILENT)).rejects.toMatchObject({
      code: 'NO_CHAMPION',
      next: { do: 'promote-one-listed' },
    })
    expect((await readAliases(installation.store)).champion).toBeNull()
  })

  it('restores lost aliases from the moves on record, and never the version that was rolled back', async () => {
    const installation = await rolledBack()
    const { store } = installation
    const before = await readAliases(store)
    const acts = await listActs(store)
    await rm(join(store.place, 'aliases.json'))

    expect(await readAliases(store)).toEqual(before)
    expect(await ensureChampion(installation, SILENT)).toBeNull()

    expect(await readAliases(store)).toEqual({ champion: 'kb-000001', challenger: null, moves: 3 })
    expect(await listActs(store)).toEqual(acts)
    expect(await verifyAudit(store)).toMatchObject({ ok: true })
  })

  it('promotes nothing where the moves are lost too, or all versions', async () => {
    const installation = await rolledBack()
    const { place } = installation.store
    await rm(join(place, 'aliases.json'))
    await rm(join(place, 'promotions'), { recursive: true })
    await expect(ensureChampion(installation, SILENT)).rejects.toMatchObject({ code: 'NO_CHAMPION' })
    await rm(join(place, 'versions', 'kb-000002'), { recursive: true })
    await expect(ensureChampion(installation, SILENT)).rejects.toMatchObject({ code: 'NO_CHAMPION' })
  })

  it.each(['', '{"format":1,', '[]'])(
    'refuses aliases that hold %j, with a step that removes no record',
    async (text) => {
      const installation = await rolledBack()
      await writeFile(join(installation.store.place, 'aliases.json'), text)
      await expect(ensureChampion(installation, SILENT)).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
    },
  )

  it('misses the record of moves that the aliases count', async () => {
    const installation = await rolledBack()
    await rm(join(installation.store.place, 'promotions'), { recursive: true })
    const act = rollback(installation, { by: named('Ana Ruiz'), reason: 'again' })
    await expect(act).rejects.toMatchObject({ code: 'LOG_DAMAGED' })
  })
})
