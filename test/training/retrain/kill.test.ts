import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { verifyAudit } from '../../../knowledge/audit/verify-audit.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { packagePath } from '../../../knowledge/package-path.js'
import { type DataFolder, dataFolderAt, openDataFolder } from '../../../knowledge/store/data-folder.js'
import { readAliases } from '../../../knowledge/version/aliases.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { readManifest, verifyVersion, versionIds } from '../../../knowledge/version/read-version.js'
import { readRun, runIds } from '../../../training/retrain/run-document.js'
import { ventanilla } from '../../support/built-cli.js'
import { fixedClock } from '../../support/freezing.js'
import {
  approve,
  officeGolden,
  officePairs,
  retrainApproved,
  withChampion,
  writeGolden,
} from '../../support/retraining.js'
import { seededRandom } from '../../support/seeded-vectors.js'
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

/** A data folder with a champion, and approved edits that no version has yet. */
async function folderWithEdits(): Promise<DataFolder> {
  const root = await temporaryFolder()
  const folder = await openDataFolder(root, fixedClock)
  await writeGolden(folder, officeGolden)
  await importPairs(root, [...officePairs, ...matters])
  await ventanilla(['retrain', '--data', root], { env })
  const act = ['--by', 'Eva', '--reason', 'first', '--override', '--data', root]
  expect((await ventanilla(['promote', 'kb-000001', ...act])).status).toBe(0)
  await importPairs(root, edits)
  return folder
}

/** Runs `ventanilla retrain` and kills it after so long; true when it ended before. */
async function retrainAndKill(folder: DataFolder, afterMs: number): Promise<boolean> {
  const { PATH = '', HOME = '' } = process.env
  const given = [packagePath('bin/ventanilla.js'), 'retrain', '--data', folder.root]
  const child = spawn(process.execPath, given, { env: { PATH, HOME, ...env }, stdio: 'ignore' })
  const closed = once(child, 'close')
  await Promise.race([sleep(afterMs), closed])
  child.kill('SIGKILL')
  const [, signal] = await closed
  return signal !== 'SIGKILL'
}

/** Whether the retraining of the edits has its inputs on the disk: from then on it can be gone on with whatever is edited. */
async function hasPutDownInputs(folder: DataFolder): Promise<boolean> {
  const latest = (await runIds(folder)).slice(1).at(-1)
  const run = latest === undefined ? null : await readRun(folder, latest)
  return run?.steps.some(({ step, state }) => step === 'collect' && state === 'finished') === true
}

/** As if the time had passed after which a dead holder's lock counts no more. */
async function ageLocks(folder: DataFolder): Promise<void> {
  const longAgo = new Date(Date.now() - 60_000)
  for (const name of await readdir(folder.locksFolder)) {
    if (name.endsWith('.lock')) await utimes(join(folder.locksFolder, name), longAgo, longAgo)
  }
}

/** Runs the worker, which kills itself before its n-th call that changes the disk; true when it ended before. */
async function workerKilledBefore(call: number, folder: DataFolder): Promise<boolean> {
  const script = packagePath('test', 'support', 'retrain-worker.mjs')
  const given = [script, packagePath('dist'), folder.root, `${call}`]
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [status, signal] = await once(child, 'close')
  if (signal !== 'SIGKILL') expect(status).toBe(0)
  return signal !== 'SIGKILL'
}

describe('kill -9 of a retraining', () => {
  it('at random moments leaves the champion answering, and the run ends in exactly one version', async () => {
    const folder = await folderWithEdits()
    const random = seededRandom(31)
    let kills = 0
    // Ever later, from a process hardly begun: however fast the machine, the first rounds are killed.
    for (let round = 0, afterMs = 100; round < 12; round++, afterMs += 60 + random() * 240) {
      if (await retrainAndKill(folder, afterMs)) break
      kills++
      await ageLocks(folder)
      expect((await readAliases(folder)).champion).toBe('kb-000001')
      expect((await versionIds(folder)).length).toBeLessThanOrEqual(2)
      expect((await listVersions(folder)).every(({ kind }) => kind === 'complete')).toBe(true)
      expect(await verifyAudit(folder)).toMatchObject({ ok: true })
    }
    expect(kills).toBeGreaterThan(1)
    const asked = await ventanilla(['ask', 'how do I pay the filing fees?', '--json', '--data', folder.root])
    expect(JSON.parse(asked.stdout)).toMatchObject({ version: 'kb-000001', pairId: 'fees' })

    const { stdout, stderr } = await ventanilla(['retrain', '--json', '--data', folder.root], { env })

    expect(stdout, stderr).not.toBe('')
    expect(JSON.parse(stdout)).toMatchObject({ version: 'kb-000002', champion: 'kb-000001' })
    expect(await versionIds(folder)).toEqual(['kb-000001', 'kb-000002'])
    await verifyVersion(folder, 'kb-000002')
    expect((await readManifest(folder, 'kb-000002')).pairs).toBe(128)
    expect(await readdir(folder.stagingFolder)).toEqual([])
    expect(await verifyAudit(folder)).toMatchObject({ ok: true })
  })

  it('before any change to the disk leaves the champion as it was, and going on gives exactly one version', async () => {
    const root = await temporaryFolder()
    const template = await openDataFolder(join(root, 'template'), fixedClock)
    await writeGolden(template, officeGolden.slice(0, 2))
    await withChampion(template)
    const pairs = [...officePairs, pairOf({ id: 'parking', question: 'Is there parking?', answer: 'Yes.' })]
    await approve(template, pairs)
    let kills = 0
    for (let call = 1; ; call += 7) {
      const folder = dataFolderAt(join(root, `killed-${call}`))
      await cp(template.root, folder.root, { recursive: true })
      if (await workerKilledBefore(call, folder)) break
      kills++
      await ageLocks(folder)
      expect((await readAliases(folder)).champion).toBe('kb-000001')
      await verifyVersion(folder, 'kb-000001')

      expect(await retrainApproved(folder)).toMatchObject({ version: 'kb-000002', gate: 'hold' })

      expect(await versionIds(folder)).toEqual(['kb-000001', 'kb-000002'])
      await verifyVersion(folder, 'kb-000002')
      expect(await readdir(folder.stagingFolder)).toEqual([])
      expect(await verifyAudit(folder)).toMatchObject({ ok: true })
    }
    expect(kills).toBeGreaterThan(15)
  })

  it('is gone on with by --resume on the content it began with, although more was approved since', async () => {
    const folder = await folderWithEdits()
    let afterMs = 1_200
    // Late enough for the inputs to be put down, early enough for the run not to have ended.
    while (!(await retrainAndKill(folder, afterMs)) && !(await hasPutDownInputs(folder))) {
      await ageLocks(folder)
      afterMs += 300
    }
    await ageLocks(folder)
    await importPairs(folder.root, [
      pairOf({ id: 'late', question: 'Is this too late?', answer: 'For this run it is.' }),
    ])

    const { stdout, stderr } = await ventanilla(['retrain', '--resume', '--json', '--data', folder.root], { env })

    const outcome = stdout === '' ? JSON.parse(stderr.trim().split('\n').at(-1) ?? '') : JSON.parse(stdout)
    expect(outcome).toMatchObject({ version: 'kb-000002', resumed: true })
    expect((await readManifest(folder, 'kb-000002')).pairs).toBe(128)
  })
})
