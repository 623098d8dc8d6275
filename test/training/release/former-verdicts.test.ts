import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordAct } from '../../../knowledge/audit/audit-log.js'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { readManifest } from '../../../knowledge/version/read-version.js'
import { promote } from '../../../training/release/promotion.js'
import { readVerdict, reasonsOf } from '../../../training/release/verdicts.js'
import { readRun, runFiles, writeRun } from '../../../training/retrain/run/run-document.js'
import { fixedClock, temporaryDataFolder } from '../../support/freezing.js'
import { installationOf } from '../../support/installation.js'
import { pathsIn } from '../../support/paths-in.js'
import {
  officeGolden,
  officePairs,
  officeWithChampion,
  pullThePlugIn,
  retrainOffice,
  writeGolden,
} from '../../support/retraining.js'
import { pairOf } from '../../support/snapshot.js'

const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })
const sentence = 'no language dropped: 1 × language is gone: es'

/** A verdict in the former format, with finished sentences. */
function former(gate: 'pass' | 'hold') {
  const rules = [
    { rule: 'no language dropped', verdict: gate, evidence: gate === 'hold' ? '1 × language is gone: es' : 'none' },
  ]
  return { gate, reasons: gate === 'hold' ? [sentence] : [], rules }
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

/** kb-000001 serves; the folder has a verdict on kb-000002 in the former format. */
async function judgedBefore(gate: 'pass' | 'hold'): Promise<Store> {
  const folder = await officeWithChampion()
  await retrainOffice(folder, [...officePairs, parking])
  const { contentHash } = await readManifest(folder, 'kb-000002')
  const about = { version: 'kb-000002', contentHash, champion: 'kb-000001' }
  const judged = { ...former(gate), cases: 38, judgedAt: '2026-02-01T10:00:00.000Z', run: 'run-000002' }
  const text = `${JSON.stringify({ format: 1, ...about, ...judged }, null, 1)}\n`
  await writeFile(join(pathsIn(folder).verdictsFolder, 'kb-000002.json'), text)
  const details = { ...about, gate, holding: [], cases: 38, run: 'run-000002', verdictSha256: sha256(text) }
  await recordAct(folder, { event: 'gate', by: null, details }, fixedClock)
  return folder
}

const promoted = (folder: Store) => {
  const act = { by: named('Eva Sol'), reason: 'parking is asked for', override: false }
  return promote(installationOf(folder), { version: 'kb-000002', ...act })
}

describe('a verdict in the former format', () => {
  it('counts as recorded, and shows its sentences', async () => {
    const folder = await judgedBefore('hold')
    const { verdict, altered } = (await readVerdict(folder, 'kb-000002')) ?? {}
    expect(altered).toBe(false)
    expect(verdict === undefined ? [] : reasonsOf(verdict)).toEqual([sentence])
    await expect(promoted(folder)).rejects.toMatchObject({
      code: 'GATE_HELD',
      message: `the gate holds kb-000002: ${sentence}`,
    })
  })

  it('is enough to promote the version that it passes', async () => {
    expect(await promoted(await judgedBefore('pass'))).toMatchObject({ champion: 'kb-000002' })
  })

  it('is the result of a run that was interrupted after it and then resumed', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    const again = () => retrainOffice(folder, officePairs)
    await pullThePlugIn('report', again)
    const id = 'run-000001'
    const text = JSON.stringify(former('hold'))
    await writeFile(join(runFiles(folder, id).place, 'verdict.json'), text)
    const run = await readRun(folder, id)
    if (run === null) throw new Error(id)
    const steps = run.steps.map((step) =>
      step.step === 'gate' ? { ...step, files: { 'verdict.json': sha256(text) } } : step,
    )
    await writeRun(folder, { ...run, steps })

    expect(await again()).toMatchObject({ run: id, resumed: true, gate: 'hold', reasons: [sentence] })
  })
})
