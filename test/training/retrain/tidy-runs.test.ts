import { execFileSync } from 'node:child_process'
import { readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDataFolder } from '../../../knowledge/adapters/data-folder.js'
import { named } from '../../../knowledge/person.js'
import { versionIds } from '../../../knowledge/version/read-version.js'
import { readRun, runFiles, runIds, writeRun } from '../../../training/retrain/run/run-document.js'
import { giveRoomBack, tidyRuns } from '../../../training/retrain/run/tidy-runs.js'
import { fixedClock, temporaryDataFolder } from '../../support/freezing.js'
import {
  approve,
  officeGolden,
  officePairs,
  officeWithChampion,
  retrainApproved,
  retrainOffice,
  withChampion,
  writeGolden,
} from '../../support/retraining.js'
import { canMount, mountSmallDisk } from '../../support/small-disk.js'
import { pairOf } from '../../support/snapshot.js'

const parking = pairOf({ id: 'parking', question: 'Is there parking at the office?', answer: 'Yes, behind it.' })

describe('a retraining that fills the disk', () => {
  it.skipIf(!canMount())(
    'frees its space, and is resumed when there is enough (needs the right to mount)',
    async () => {
      const disk = await mountSmallDisk(12)
      onTestFinished(disk.remove)
      const folder = await openDataFolder(join(disk.folder, 'data'), fixedClock)
      await writeGolden(folder, officeGolden)
      await withChampion(folder)
      await approve(folder, [...officePairs, parking])
      const room = async () => {
        const { bavail, bsize } = await statfs(disk.folder)
        return (bavail * bsize) / 1_024
      }
      const ballast = join(disk.folder, 'ballast')
      for (const left of [64, 96, 128]) {
        await rm(ballast, { force: true })
        execFileSync('sh', ['-c', `head -c ${Math.round(((await room()) - left) * 1_024)} /dev/zero > ${ballast}`])
        await expect(retrainApproved(folder)).rejects.toMatchObject({ code: 'DISK_FULL' })
        expect(await room()).toBeGreaterThan(left - 24)
        expect(await readdir(runFiles(folder, 'run-000002').place)).toEqual(['run.json'])
      }
      await rm(ballast)
      expect(await retrainApproved(folder)).toMatchObject({ run: 'run-000002', version: 'kb-000002', resumed: true })
    },
  )

  it('keeps the version it made, and is resumed from there', async () => {
    const folder = await temporaryDataFolder()
    await writeGolden(folder, officeGolden)
    await retrainOffice(folder, officePairs)
    const run = await readRun(folder, 'run-000001')
    if (run === null) throw new Error('there is no run')
    const cut = run.steps.findIndex(({ step }) => step === 'evaluate')
    const interrupted = { ...run, state: 'failed' as const, steps: run.steps.slice(0, cut) }
    await writeRun(folder, interrupted)

    await giveRoomBack(folder, interrupted, true)

    expect(await readdir(runFiles(folder, run.id).place)).toEqual(['embedder.json', 'out-of-scope.bin', 'run.json'])
    expect(await retrainApproved(folder)).toMatchObject({
      run: 'run-000001',
      version: 'kb-000001',
      gate: 'pass',
      resumed: true,
    })
    expect(await versionIds(folder)).toEqual(['kb-000001'])
  })
})

describe('the folder of runs', () => {
  it('keeps the record and report of every run, and the results of the last ten', async () => {
    const folder = await officeWithChampion()
    for (let i = 0; i < 11; i++) await retrainOffice(folder, [...officePairs, parking], { author: named(`${i}`) })

    const ids = await runIds(folder)
    const evidence = ['embedder.json', 'report.es.html', 'report.html', 'report.json', 'run.json', 'verdict.json']
    const ofFirst = [...evidence, 'start.json']
    const forLaterRuns = ['challenger.json', 'out-of-scope.bin']
    expect(ids).toHaveLength(12)
    const [first = '', second = ''] = ids
    expect(new Set(await readdir(runFiles(folder, first).place))).toEqual(new Set(ofFirst))
    expect(await readdir(runFiles(folder, second).place)).toEqual(evidence)
    for (const id of ids.slice(2)) {
      expect(await readdir(runFiles(folder, id).place)).toEqual(expect.arrayContaining([...evidence, ...forLaterRuns]))
    }
    expect((await readRun(folder, 'run-000001'))?.state).toBe('finished')
  })

  it('is cleared of unfinished records of killed processes', async () => {
    const folder = await officeWithChampion()
    const record = join(runFiles(folder, 'run-000001').place, 'run.json')
    await writeFile(`${record}.0a1b2c3d4e5f.tmp`, await readFile(record))

    await tidyRuns(folder)

    expect((await readdir(runFiles(folder, 'run-000001').place)).filter((name) => name.endsWith('.tmp'))).toEqual([])
    expect(await readRun(folder, 'run-000001')).toMatchObject({ state: 'finished' })
  })
})
