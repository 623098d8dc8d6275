import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { championAt } from '../../../knowledge/version/champion-at.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { readMoves } from '../../../knowledge/version/promotions.js'
import { readManifest } from '../../../knowledge/version/read-version.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { type PromotionRequest, promote, rollback } from '../../../training/release/promotion.js'
import { beginTrial } from '../../../training/release/trials.js'
import { fixedClock, freezeRequest, temporaryDataFolder } from '../../support/freezing.js'
import { type InstallationFields, installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'
import { officePairs, officeWithChampion, retrainOffice } from '../../support/retraining.js'
import { pairOf } from '../../support/snapshot.js'

const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })
const lift = pairOf({ id: 'lift', question: 'Does the building have a lift?', answer: 'Yes, on the left.' })
const damaged = officePairs.map((pair) => (pair.id === 'fees' ? { ...pair, answer: 'Nine to two on weekdays.' } : pair))

interface Promotion extends Partial<PromotionRequest>, InstallationFields {}

function promoted(folder: Store, version: VersionId, fields: Promotion = {}) {
  const { by = named('Eva Sol'), reason = 'parking is asked for', override = false, ...parts } = fields
  return promote(installationOf(folder, parts), { version, by, reason, override })
}

/** kb-000001 serves; kb-000002 passed the gate. */
async function challenged(pairs = [...officePairs, parking]): Promise<Store> {
  const folder = await officeWithChampion()
  await retrainOffice(folder, pairs)
  return folder
}

const champion = async (folder: Store) => (await readAliases(folder)).champion

describe('promotion', () => {
  it('makes a version that passed the gate the champion, and records who, why and the evidence', async () => {
    const folder = await challenged()

    expect(await promoted(folder, 'kb-000002')).toEqual({
      champion: 'kb-000002',
      previous: 'kb-000001',
      overridden: null,
      objection: null,
    })

    expect(await champion(folder)).toBe('kb-000002')
    expect((await readAudit(folder)).at(-1)).toMatchObject({
      event: 'promotion',
      by: 'Eva Sol',
      details: {
        version: 'kb-000002',
        previous: 'kb-000001',
        reason: 'parking is asked for',
        author: 'Ana Ruiz',
        gate: 'pass',
        run: 'run-000002',
        override: false,
      },
    })
  })

  it('refuses a version that the gate holds, says why, and allows a recorded override', async () => {
    const folder = await challenged(damaged)

    await expect(promoted(folder, 'kb-000002')).rejects.toMatchObject({
      code: 'GATE_HELD',
      message: expect.stringContaining('fees/en now gives the answer that hours/en had'),
    })
    expect(await champion(folder)).toBe('kb-000001')

    const { overridden } = await promoted(folder, 'kb-000002', { override: true })
    expect(overridden).toContain('the gate holds kb-000002')
    expect((await readAudit(folder)).at(-1)?.details).toMatchObject({ override: true, overridden, gate: 'hold' })
  })

  it('refuses a version that was never judged', async () => {
    const folder = await challenged()
    await freeze(freezeRequest(folder))

    await expect(promoted(folder, 'kb-000003')).rejects.toMatchObject({
      code: 'NOT_JUDGED',
      message: 'kb-000003 was never judged by the gate',
      next: { do: 'judge-again', version: 'kb-000003', champion: 'kb-000001' },
    })
  })

  it('refuses a verdict against a former champion', async () => {
    const folder = await challenged()
    await retrainOffice(folder, [...officePairs, lift])
    await promoted(folder, 'kb-000002')

    await expect(promoted(folder, 'kb-000003')).rejects.toMatchObject({
      code: 'NOT_JUDGED',
      message: 'kb-000003 was judged against kb-000001, but kb-000002 serves now',
    })
  })

  it('requires a name and a reason', async () => {
    const folder = await challenged()

    await expect(promoted(folder, 'kb-000002', { by: named(' ') })).rejects.toMatchObject({ code: 'BAD_INPUT' })
    await expect(promoted(folder, 'kb-000002', { reason: '' })).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  it.each(['Ana Ruiz', '  ana  RUIZ '])('refuses the author when four eyes are required: %s', async (by) => {
    const folder = await challenged()

    const own = promoted(folder, 'kb-000002', { by: named(by), rules: { fourEyes: true }, override: true })
    await expect(own).rejects.toMatchObject({ code: 'FOUR_EYES' })
    expect(await promoted(folder, 'kb-000002', { rules: { fourEyes: true } })).toMatchObject({
      champion: 'kb-000002',
    })
  })

  it.each([
    ['the author’s account under another name', { name: 'A. Ruiz', account: 'ana' }, false],
    ['the author’s name with another account', { name: 'Ana Ruiz', account: 'ruiz' }, true],
    ['the author’s name without an account', named('Ana Ruiz'), false],
  ])('tells people apart by their accounts under four eyes: %s', async (_, by, allowed) => {
    const folder = await officeWithChampion()
    await retrainOffice(folder, [...officePairs, parking], { author: { name: 'Ana Ruiz', account: 'ana' } })
    expect((await readManifest(folder, 'kb-000002')).lineage).toMatchObject({
      author: 'Ana Ruiz',
      authorAccount: 'ana',
    })

    const promotion = promoted(folder, 'kb-000002', { by, rules: { fourEyes: true } })
    if (!allowed) await expect(promotion).rejects.toMatchObject({ code: 'FOUR_EYES' })
    else {
      expect(await promotion).toMatchObject({ champion: 'kb-000002' })
      const { moves } = await readAliases(folder)
      expect((await readMoves(folder, moves)).at(-1)).toMatchObject({ by: 'Ana Ruiz', account: 'ruiz' })
      expect((await readAudit(folder)).at(-1)).toMatchObject({
        account: 'ruiz',
        details: { author: 'Ana Ruiz', authorAccount: 'ana' },
      })
    }
  })

  it('refuses an unknown author under four eyes', async () => {
    const folder = await challenged()
    await freeze(freezeRequest(folder))

    const unsigned = promoted(folder, 'kb-000003', { rules: { fourEyes: true }, override: true })
    await expect(unsigned).rejects.toMatchObject({ code: 'FOUR_EYES' })
  })

  it('refuses a version that cannot be opened, as does a trial', async () => {
    const folder = await challenged()
    const pairs = join(pathsIn(folder).versionFolder('kb-000002'), 'pairs.jsonl')
    await chmod(pairs, 0o600)
    await writeFile(pairs, (await readFile(pairs, 'utf8')).replace('behind it', 'before it'))

    await expect(promoted(folder, 'kb-000002')).rejects.toMatchObject({ code: 'VERSION_DAMAGED' })
    const act = { by: named('Eva Sol'), reason: 'parking is asked for', override: false }
    const trial = { kind: 'shadow', share: 0, version: 'kb-000002', ...act } as const
    await expect(beginTrial(installationOf(folder), trial)).rejects.toMatchObject({ code: 'VERSION_DAMAGED' })
    expect(await champion(folder)).toBe('kb-000001')
  })

  it('refuses a verdict that differs from the audit log', async () => {
    const folder = await challenged(damaged)
    const verdict = join(pathsIn(folder).verdictsFolder, 'kb-000002.json')
    const held = JSON.parse(await readFile(verdict, 'utf8'))
    expect(held.gate).toBe('hold')
    await writeFile(verdict, JSON.stringify({ ...held, gate: 'pass', rules: [] }))

    await expect(promoted(folder, 'kb-000002')).rejects.toMatchObject({
      code: 'NOT_JUDGED',
      message: expect.stringContaining('altered'),
    })
    expect(await promoted(folder, 'kb-000002', { override: true })).toMatchObject({
      overridden: expect.stringContaining('altered'),
    })
  })

  it('allows four eyes on content that first had no author, once a version with an author exists', async () => {
    const folder = await officeWithChampion()
    const pairs = [...officePairs, parking]
    expect(await retrainOffice(folder, pairs, { author: null })).toMatchObject({ version: 'kb-000002' })
    expect(await retrainOffice(folder, pairs, { author: named('Ana Ruiz') })).toMatchObject({ version: 'kb-000003' })
    expect(await promoted(folder, 'kb-000003', { rules: { fourEyes: true } })).toMatchObject({ champion: 'kb-000003' })
  })

  it('lets one of two simultaneous promotions win and fails the other', async () => {
    const folder = await challenged()
    await retrainOffice(folder, [...officePairs, lift])

    // The alias does not move before both have read the champion.
    let looked = 0
    const parts = installationOf(folder)
    const rules = {
      ...parts.rules,
      get fourEyes() {
        looked++
        return false
      },
    }
    const act = { by: named('Eva Sol'), reason: 'parking is asked for', override: false }
    const begun = await folder.locked('aliases', 'short', async () => {
      const promotions = (['kb-000002', 'kb-000003'] as const).map((version) =>
        promote({ ...parts, rules }, { version, ...act }),
      )
      const ended = Promise.allSettled(promotions)
      await expect.poll(() => looked).toBe(2)
      return { ended }
    })
    const both = await begun.ended

    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'CHAMPION_MOVED' } })
    const { moves } = await readAliases(folder)
    expect(await readMoves(folder, moves)).toHaveLength(2)
    expect((await readAudit(folder)).filter(({ event }) => event === 'promotion')).toHaveLength(2)
  })
})

describe('rollback', () => {
  const back = (folder: Store, parts: InstallationFields = {}) =>
    rollback(installationOf(folder, parts), { by: named('Eva Sol'), reason: 'wrong fee' })

  it('goes back one champion each time, never forwards', async () => {
    const folder = await challenged()
    await promoted(folder, 'kb-000002')
    await retrainOffice(folder, [...officePairs, parking, lift])
    await promoted(folder, 'kb-000003')

    expect(await back(folder)).toMatchObject({ champion: 'kb-000002', previous: 'kb-000003' })
    expect(await back(folder)).toMatchObject({ champion: 'kb-000001', previous: 'kb-000002' })
    expect(await back(folder)).toBeNull()
    expect((await readAudit(folder)).at(-1)).toMatchObject({
      event: 'rollback',
      details: { version: 'kb-000001', previous: 'kb-000002', reason: 'wrong fee' },
    })
  })

  it('goes back to the version that served before a promotion that followed a rollback', async () => {
    const folder = await challenged()
    await promoted(folder, 'kb-000002')
    await back(folder)
    await promoted(folder, 'kb-000002')

    expect(await back(folder)).toMatchObject({ champion: 'kb-000001' })
  })

  it('does not go back to a version that can no longer be opened', async () => {
    const folder = await challenged()
    await promoted(folder, 'kb-000002')
    await rm(join(pathsIn(folder).versionFolder('kb-000001'), 'index.bin'))
    await expect(back(folder)).rejects.toMatchObject({ code: 'INDEX_DAMAGED' })
    expect(await champion(folder)).toBe('kb-000002')
  })

  it('is not undone by a standing order, only by a person', async () => {
    const folder = await challenged()
    await promoted(folder, 'kb-000002')
    await back(folder)
    const again = () => retrainOffice(folder, [...officePairs, parking], { rules: { autoPromote: true } })

    expect(await again()).toMatchObject({ version: 'kb-000002', gate: 'pass', promoted: false, rolledBack: true })
    expect(await champion(folder)).toBe('kb-000001')
    const { version } = await retrainOffice(folder, [...officePairs, lift], { rules: { autoPromote: true } })
    expect([version, await champion(folder)]).toEqual(['kb-000003', 'kb-000003'])
  })

  it('returns null when only one version has ever served', async () => {
    const folder = await temporaryDataFolder()
    expect(await back(folder)).toBeNull()
    await freeze(freezeRequest(folder))
    await moveAlias({
      store: folder,
      alias: 'champion',
      to: 'kb-000001',
      by: named('x'),
      reason: 'first start',
      clock: fixedClock,
    })
    expect(await back(folder)).toBeNull()
  })

  it('keeps a record of the champion at any moment', async () => {
    const folder = await challenged()
    const at = (time: string) => ({ now: () => new Date(time) })
    await promoted(folder, 'kb-000002', { clock: at('2026-03-02T10:00:00.000Z') })
    await back(folder, { clock: at('2026-03-03T10:00:00.000Z') })

    const moves = await readMoves(folder, (await readAliases(folder)).moves)
    const served = ['01T09', '01T11', '02T11', '03T11'].map(
      (time) => championAt(moves, new Date(`2026-03-${time}:00:00.000Z`)).version,
    )
    expect(served).toEqual([null, 'kb-000001', 'kb-000002', 'kb-000001'])
  })

  it('follows the order of the acts when the clock was set back', async () => {
    const folder = await challenged()
    const at = (time: string) => ({ now: () => new Date(time) })
    await promoted(folder, 'kb-000002', { clock: at('2026-03-05T10:00:00.000Z') })
    const earlier = at('2026-03-03T10:00:00.000Z')
    await retrainOffice(folder, [...officePairs, parking, lift], { clock: earlier })
    await promoted(folder, 'kb-000003', { clock: earlier })

    expect((await listVersions(folder)).map(({ id, aliases }) => [id, ...aliases])).toEqual([
      ['kb-000001'],
      ['kb-000002'],
      ['kb-000003', 'champion'],
    ])
    expect((await readMoves(folder, (await readAliases(folder)).moves)).map(({ to }) => to).slice(-2)).toEqual([
      'kb-000002',
      'kb-000003',
    ])
    expect(await verifyAudit(folder)).toMatchObject({
      ok: true,
      clockSetBack: [7, 8, 9],
    })
    expect(await back(folder, { clock: earlier })).toMatchObject({
      champion: 'kb-000002',
      previous: 'kb-000003',
    })
  })
})
