import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAudit } from '../../../knowledge/audit/read-audit.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import { named } from '../../../knowledge/person.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { openTrafficPlan } from '../../../training/release/documents.js'
import { beginTrial, endTrial, stopTrial, type TrialRequest } from '../../../training/release/trials.js'
import { recordVerdict } from '../../../training/release/verdicts.js'
import { fixedClock, freezeRequest, pair, temporaryDataFolder, threePairs } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'

/** Two versions: the first is champion, the second has a verdict of the gate. */
async function office(gate: 'pass' | 'hold' | null = 'pass') {
  const folder = await temporaryDataFolder()
  await freeze(freezeRequest(folder))
  const { manifest } = await freeze(freezeRequest(folder, { pairs: [...threePairs, pair('more')] }))
  await moveAlias({
    store: folder,
    alias: 'champion',
    to: 'kb-000001',
    by: named('Ana'),
    reason: 'first',
    clock: fixedClock,
  })
  if (gate !== null) {
    const verdict = { gate, rules: [{ id: 'index-recall', verdict: gate, findings: [] }] } as const
    await recordVerdict(folder, { manifest, champion: 'kb-000001', verdict, cases: 40, run: null }, fixedClock)
  }
  return installationOf(folder)
}

function canary(fields: Partial<TrialRequest> = {}): TrialRequest {
  const signed = { by: named('Ana Ruiz'), reason: 'passed the gate' }
  return {
    kind: 'canary',
    version: 'kb-000002',
    share: 0.1,
    override: false,
    ...signed,
    ...fields,
  }
}

describe('a trial', () => {
  it('has a plan and an audit record, and sets the challenger', async () => {
    const parts = await office()
    const plan = await beginTrial(parts, canary())
    expect(plan).toMatchObject({
      plan: 1,
      trial: 'canary',
      challenger: 'kb-000002',
      champion: 'kb-000001',
      share: 0.1,
      state: 'running',
      override: false,
    })
    expect(await openTrafficPlan(parts.store).read()).toEqual(plan)
    expect(await readAliases(parts.store)).toMatchObject({ champion: 'kb-000001', challenger: 'kb-000002' })
    expect((await readAudit(parts.store)).at(-1)).toMatchObject({
      event: 'canary',
      by: 'Ana Ruiz',
      details: { act: 'begin', version: 'kb-000002', share: 0.1, override: false },
    })
  })

  it.each(['hold', null] as const)(
    'of a version with verdict %s needs an override, which is recorded',
    async (gate) => {
      const parts = await office(gate)
      await expect(beginTrial(parts, canary())).rejects.toMatchObject({
        code: gate === null ? 'NOT_JUDGED' : 'GATE_HELD',
      })
      expect((await openTrafficPlan(parts.store).read()).state).toBe('none')
      expect((await beginTrial(parts, canary({ override: true }))).override).toBe(true)
      const last = (await readAudit(parts.store)).at(-1)
      expect(last?.details).toMatchObject({ override: true, overridden: expect.stringContaining('kb-000002') })
    },
  )

  it('as a shadow needs no verdict, because citizens never see it', async () => {
    const parts = await office('hold')
    expect(await beginTrial(parts, canary({ kind: 'shadow' }))).toMatchObject({ trial: 'shadow', override: false })
  })

  it('records the accounts of the people who begin and end it', async () => {
    const parts = await office()
    const [ana, eva] = [
      { name: 'Ana', account: 'ana' },
      { name: 'Eva', account: 'eva' },
    ]
    const begun = await beginTrial(parts, canary({ by: ana }))
    expect(begun).toMatchObject({ by: 'Ana', account: 'ana' })
    const { plan } = await stopTrial(parts, { kind: 'canary', by: eva, reason: 'seen enough' })
    expect(plan).toMatchObject({ by: 'Ana', account: 'ana', ended: { by: 'Eva', account: 'eva' } })
  })

  it('keeps its number and its start when only the share changes', async () => {
    const parts = await office()
    const before = await beginTrial(parts, canary())
    const after = await beginTrial(parts, canary({ share: 0.5, by: named('Eva') }))
    expect(after).toEqual({ ...before, share: 0.5, by: 'Eva' })
  })

  it('stays ended when a change of share comes after its end', async () => {
    const parts = await office()
    const plan = await beginTrial(parts, canary())
    const ended = { at: '2026-03-01T10:00:00.000Z', by: 'ventanilla serve', reason: 'worse' }
    const clock = {
      // The clock is read between reading the plan and changing it.
      now() {
        writeFileSync(pathsIn(parts.store).trafficFile, JSON.stringify({ ...plan, state: 'retreated', ended }))
        return fixedClock.now()
      },
    }
    await expect(beginTrial({ ...parts, clock }, canary({ share: 0.5 }))).rejects.toThrow('ended meanwhile')
    expect((await openTrafficPlan(parts.store).read()).state).toBe('retreated')
  })

  it('replaces a shadow, but not a canary', async () => {
    const parts = await office()
    await beginTrial(parts, canary({ kind: 'shadow' }))
    expect(await beginTrial(parts, canary())).toMatchObject({ plan: 2, trial: 'canary' })
    await expect(beginTrial(parts, canary({ kind: 'shadow' }))).rejects.toMatchObject({ code: 'BAD_INPUT' })
  })

  it.each([
    [{ version: 'kb-000001' as const }, 'BAD_INPUT'],
    [{ version: 'kb-000009' as const }, 'VERSION_UNKNOWN'],
    [{ by: named(' ') }, 'BAD_INPUT'],
    [{ reason: '' }, 'BAD_INPUT'],
  ])('is refused with %j', async (fields, code) => {
    await expect(beginTrial(await office(), canary(fields))).rejects.toMatchObject({ code })
  })

  it('is ended once and recorded, and no challenger remains', async () => {
    const parts = await office()
    const { plan } = await beginTrial(parts, canary())
    const end = {
      state: 'retreated',
      by: named('ventanilla serve'),
      reason: 'worse',
      evidence: { challengerBad: 30 },
    } as const
    expect(await endTrial(parts, plan, end)).toMatchObject({
      state: 'retreated',
      challenger: 'kb-000002',
      ended: { at: '2026-03-01T10:00:00.000Z', by: 'ventanilla serve', reason: 'worse' },
    })
    expect(await endTrial(parts, plan, end)).toBeNull()
    expect((await readAliases(parts.store)).challenger).toBeNull()
    const audit = await readAudit(parts.store)
    expect(audit.at(-1)?.details).toMatchObject({ act: 'retreated', challengerBad: 30 })
    expect(await verifyAudit(parts.store)).toMatchObject({ ok: true, entries: audit.length })
  })

  it('leaves a later trial alone when an earlier one is ended late', async () => {
    const parts = await office()
    await beginTrial(parts, canary({ kind: 'shadow' }))
    await beginTrial(parts, canary())
    expect(await endTrial(parts, 1, { state: 'stopped', by: named('Ana'), reason: 'late' })).toBeNull()
    expect((await openTrafficPlan(parts.store).read()).state).toBe('running')
  })
})
