import { cp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import type { Store } from '../../../knowledge/store/store.js'
import { readAliases } from '../../../knowledge/version/aliases.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { readManifest, verifyVersion, versionIds } from '../../../knowledge/version/read-version.js'
import { ageLocks } from '../../support/age-locks.js'
import { ventanilla } from '../../support/built-cli.js'
import { fixedClock } from '../../support/freezing.js'
import { retrainKilled, type StepState } from '../../support/killed-retraining.js'
import { onceInARun } from '../../support/once-in-a-run.js'
import { pathsIn } from '../../support/paths-in.js'
import {
  approve,
  officeGolden,
  officePairs,
  retrainApproved,
  withChampion,
  writeGolden,
} from '../../support/retraining.js'
import { runScript } from '../../support/run-script.js'
import { seededRandom } from '../../support/seeded-vectors.js'
import { inLength } from '../../support/series.js'
import { pairOf } from '../../support/snapshot.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const env = { GATE_LIMITS: 'calibrationError=0.9,latencyRatio=1000', LOG_LEVEL: 'warn' }
/** Enough matters for a run to take a while. */
const matters = Array.from({ length: 120 }, (_, i) =>
  pairOf({ id: `matter-${i}`, question: `Where is counter ${i} for matter ${i * 7}?`, answer: `On floor ${i % 9}.` }),
)
const edits = Array.from({ length: 12 }, (_, i) =>
  pairOf({ id: `matter-${i}`, question: `Where did counter ${i} move to?`, answer: `To floor ${(i + 3) % 9}.` }),
)

async function importPairs(root: string, pairs: readonly QnaPair[]): Promise<void> {
  const file = join(root, 'import.jsonl')
  await writeFile(file, pairs.map((pair) => `${JSON.stringify(pair)}\n`).join(''))
  const { status, stderr } = await ventanilla(['import', file, '--source', 'test', '--data', root])
  expect(stderr).not.toContain('error')
  expect(status).toBe(0)
}

/** A data folder with a champion, and with approved edits that are in no version yet. */
async function folderWithEdits(): Promise<Store> {
  const made = await onceInARun('edits-of-an-office', async (root) => {
    await writeGolden(await openDataFolder(root, fixedClock), officeGolden)
    await importPairs(root, [...officePairs, ...matters])
    await ventanilla(['retrain', '--data', root], { env })
    const act = ['--by', 'Eva', '--reason', 'first', '--override', '--data', root]
    expect((await ventanilla(['promote', 'kb-000001', ...act])).status).toBe(0)
    await importPairs(root, edits)
  })
  return folderStore(made)
}

/** Runs the worker, which kills itself before its n-th call that changes the disk; true when it finished first. */
async function workerEndsBefore(call: number, { place }: Store): Promise<boolean> {
  return !(await runScript('retrain-worker.mjs', [place, call])).killed
}

describe('kill -9 of a retraining', () => {
  it('at random moments leaves the champion serving, and the resumed run makes exactly one version', async () => {
    const folder = await folderWithEdits()
    const random = seededRandom(31)
    let kills = 0
    // Each kill comes later, starting right after the run began, so the first rounds are killed on any machine.
    for (let round = 0, laterMs = 0; round < inLength({ suite: 3, series: 12 }); round++, laterMs += random() * 240) {
      if (!(await retrainKilled(folder, env, { once: (steps) => steps.length > 0, laterMs }))) break
      kills++
      expect((await readAliases(folder)).champion).toBe('kb-000001')
      expect((await versionIds(folder)).length).toBeLessThanOrEqual(2)
      expect((await listVersions(folder)).every(({ kind }) => kind === 'complete')).toBe(true)
      expect(await verifyAudit(folder)).toMatchObject({ ok: true })
    }
    expect(kills).toBeGreaterThan(1)
    const asked = await ventanilla(['ask', 'how do I pay the filing fees?', '--json', '--data', folder.place])
    expect(JSON.parse(asked.stdout)).toMatchObject({ version: 'kb-000001', pairId: 'fees' })

    const { stdout, stderr } = await ventanilla(['retrain', '--json', '--data', folder.place], { env })

    expect(stdout, stderr).not.toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ version: 'kb-000002', champion: 'kb-000001' })
    expect(await versionIds(folder)).toEqual(['kb-000001', 'kb-000002'])
    await verifyVersion(folder, 'kb-000002')
    expect((await readManifest(folder, 'kb-000002')).pairs).toBe(128)
    expect(await readdir(pathsIn(folder).stagingFolder)).toEqual([])
    expect(await verifyAudit(folder)).toMatchObject({ ok: true })
  })

  it('before any change to the disk leaves the champion unchanged, and resuming makes exactly one version', async () => {
    const root = await temporaryFolder()
    const template = await openDataFolder(join(root, 'template'), fixedClock)
    await writeGolden(template, officeGolden.slice(0, 2))
    await withChampion(template)
    const pairs = [...officePairs, pairOf({ id: 'parking', question: 'Is there parking?', answer: 'Yes.' })]
    await approve(template, pairs)
    let kills = 0
    for (let call = 1; ; call += inLength({ suite: 31, series: 1 })) {
      const folder = folderStore(join(root, `killed-${call}`))
      await cp(template.place, folder.place, { recursive: true })
      if (await workerEndsBefore(call, folder)) break
      kills++
      await ageLocks(folder)
      expect((await readAliases(folder)).champion).toBe('kb-000001')
      await verifyVersion(folder, 'kb-000001')

      expect(await retrainApproved(folder)).toMatchObject({ version: 'kb-000002', gate: 'hold' })

      expect(await versionIds(folder)).toEqual(['kb-000001', 'kb-000002'])
      await verifyVersion(folder, 'kb-000002')
      expect(await readdir(pathsIn(folder).stagingFolder)).toEqual([])
      expect(await verifyAudit(folder)).toMatchObject({ ok: true })
    }
    expect(kills).toBeGreaterThan(inLength({ suite: 2, series: 100 }))
  })

  it('is followed by --resume on the original content, although more was approved since', async () => {
    const folder = await folderWithEdits()
    // From then on its inputs are on disk, and it can be resumed whatever is edited.
    const collected = (steps: readonly StepState[]) =>
      steps.some(({ step, state }) => step === 'collect' && state === 'finished')
    expect(await retrainKilled(folder, env, { once: collected })).toBe(true)
    await importPairs(folder.place, [
      pairOf({ id: 'late', question: 'Is this too late?', answer: 'For this run it is.' }),
    ])

    const { stdout, stderr } = await ventanilla(['retrain', '--resume', '--json', '--data', folder.place], { env })

    const outcome = stdout === '' ? JSON.parse(stderr.trim().split('\n').at(-1) ?? '') : JSON.parse(stdout)
    expect(outcome).toMatchObject({ version: 'kb-000002', resumed: true })
    expect((await readManifest(folder, 'kb-000002')).pairs).toBe(128)
  })
})
