import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { readAliases } from '../../../knowledge/version/aliases.js'
import { ensureChampion } from '../../../training/editing/ensure-champion.js'
import { compareVersions } from '../../../training/release/compare-versions.js'
import { promote, rollback } from '../../../training/release/promotion.js'
import { readVerdict } from '../../../training/release/verdicts.js'
import { temporaryDataFolder } from '../../support/freezing.js'
import { type InstallationFields, installationOf } from '../../support/installation.js'
import { approve, officePairs, retrainApproved, retrainOffice } from '../../support/retraining.js'
import { pairOf } from '../../support/snapshot.js'

const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })
const quiet = { onSample: () => {}, onProgress: () => {} }
const eva = { by: named('Eva Sol'), reason: 'our first', override: false }

const promoted = (folder: Store, version: 'kb-000001' | 'kb-000002' | 'kb-000003', override = false) =>
  promote(installationOf(folder), { version, ...eva, override })
const retrained = (folder: Store, pairs: readonly QnaPair[], fields: InstallationFields = {}) =>
  retrainOffice(folder, pairs, fields)

describe("an institution's first own version", () => {
  it('is judged by the gate for a start, and promoted without an override', async () => {
    const folder = await temporaryDataFolder()
    expect(await retrained(folder, officePairs)).toMatchObject({ gate: 'pass', first: true, promoted: false })
    expect(await promoted(folder, 'kb-000001')).toMatchObject({ overridden: null })
    const judged = (await readAudit(folder)).filter(({ event }) => event === 'gate' || event === 'promotion')
    expect(judged.map(({ details }) => details.as)).toEqual(['first-version', 'first-version'])
    expect(await verifyAudit(folder)).toMatchObject({ ok: true })
  })

  it('is held with the name of the pair when it is damaged', async () => {
    const folder = await temporaryDataFolder()
    const damaged = officePairs.map((pair) => (pair.id === 'fees' ? { ...pair, answer: '#REF!' } : pair))
    const { gate, reasons } = await retrained(folder, damaged)
    expect({ gate, reasons: reasons.join('\n') }).toMatchObject({
      gate: 'hold',
      reasons: expect.stringContaining('fees/en'),
    })
    await expect(promoted(folder, 'kb-000001')).rejects.toMatchObject({ code: 'GATE_HELD' })
  })

  it('is never promoted by a standing order', async () => {
    const folder = await temporaryDataFolder()
    const outcome = await retrained(folder, officePairs, { rules: { autoPromote: true } })
    expect(outcome).toMatchObject({ gate: 'pass', promoted: false })
    expect((await readAliases(folder)).champion).toBeNull()
  })

  it('can be judged by hand, without golden cases too', async () => {
    const folder = await temporaryDataFolder()
    await retrained(folder, officePairs)
    const versions = { before: 'kb-000001', after: 'kb-000001', record: true } as const
    const { verdict, cases } = await compareVersions(installationOf(folder), versions)
    expect({ cases, gate: verdict.gate, as: verdict.as }).toEqual({ cases: 0, gate: 'pass', as: 'first-version' })
  })

  it('comes after a first start that no person decided', async () => {
    const folder = await temporaryDataFolder()
    await approve(folder, officePairs)
    await ensureChampion(installationOf(folder), quiet)
    expect(await retrained(folder, [...officePairs, parking])).toMatchObject({ gate: 'pass', first: true })
  })

  it('is none while a pair of the sample is in it', async () => {
    const folder = await temporaryDataFolder()
    await ensureChampion(installationOf(folder), quiet)
    await approve(folder, officePairs)
    expect(await retrainApproved(folder)).toMatchObject({ first: false })
  })
})

describe('the gate for a start is not had again', () => {
  it('for the version after a promoted one', async () => {
    const folder = await temporaryDataFolder()
    await retrained(folder, officePairs)
    await promoted(folder, 'kb-000001')
    expect(await retrained(folder, [...officePairs, parking])).toMatchObject({ gate: 'hold', first: false })
    expect((await readVerdict(folder, 'kb-000002'))?.verdict).not.toHaveProperty('as')
  })

  it('by promoting in the name of the first start', async () => {
    const folder = await temporaryDataFolder()
    await retrained(folder, officePairs)
    const disguise = { by: named('ventanilla'), reason: 'first start', override: false }
    await promote(installationOf(folder), { version: 'kb-000001', ...disguise })
    expect(await retrained(folder, [...officePairs, parking])).toMatchObject({ first: false })
  })

  it('by going back to the version before the first own one', async () => {
    const folder = await temporaryDataFolder()
    await approve(folder, officePairs.slice(0, 4))
    await ensureChampion(installationOf(folder), quiet)
    await retrained(folder, officePairs)
    await promoted(folder, 'kb-000002')
    await retrained(folder, [...officePairs, parking])
    await rollback(installationOf(folder), eva)
    expect(
      await retrained(folder, [...officePairs, parking, pairOf({ id: 'lift', question: 'Is there a lift?' })]),
    ).toMatchObject({
      champion: 'kb-000001',
      first: false,
    })
  })

  it('with a verdict from before: it no longer counts', async () => {
    const folder = await temporaryDataFolder()
    await approve(folder, officePairs.slice(0, 4))
    await ensureChampion(installationOf(folder), quiet)
    await retrained(folder, officePairs)
    await retrained(folder, [...officePairs, parking])
    await promoted(folder, 'kb-000002')
    await rollback(installationOf(folder), eva)
    await expect(promoted(folder, 'kb-000003')).rejects.toMatchObject({
      code: 'NOT_JUDGED',
      facts: { what: 'first-no-longer' },
    })
  })
})
