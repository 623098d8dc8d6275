import { readdir } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { named } from '../../../knowledge/person.js'
import type { Store } from '../../../knowledge/store/store.js'
import { moveAlias, readAliases } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { listVersions } from '../../../knowledge/version/list-versions.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import { readMoves } from '../../../knowledge/version/promotions.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { ageLocks } from '../../support/age-locks.js'
import { fixedClock, freezeRequest, snapshotParts, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'
import { runScript } from '../../support/run-script.js'
import { seededRandom } from '../../support/seeded-vectors.js'
import { inLength } from '../../support/series.js'

type Work = 'freeze' | 'move'

/** How a worker is killed. */
type Kill = { readonly beforeCall: number } | { readonly afterMs: number }

/** Runs the worker to its end or its death; true when it finished its work. */
async function runWorker({ place }: Store, work: Work, times: number, kill: Kill): Promise<boolean> {
  const { said } =
    'afterMs' in kill
      ? await runScript('version-worker.mjs', [place, work, times], { killAfterMs: kill.afterMs })
      : await runScript('version-worker.mjs', [place, work, times, kill.beforeCall])
  return said.includes('done')
}

async function folderWithChampion(): Promise<Store> {
  const folder = await temporaryDataFolder()
  await freeze(freezeRequest(folder))
  await freeze(freezeRequest(folder))
  await moveAlias({
    store: folder,
    alias: 'champion',
    to: 'kb-000001',
    by: named('test'),
    reason: 'first',
    clock: fixedClock,
  })
  return folder
}

/** Every version that is listed, and so also the champion, opens whole. */
async function expectSound(folder: Store): Promise<VersionId> {
  const listed = await listVersions(folder)
  for (const { kind, id } of listed) {
    expect(kind).toBe('complete')
    const snapshot = await openSnapshot(folder, id, snapshotParts)
    await snapshot.embedder.close()
  }
  const { champion, moves } = await readAliases(folder)
  expect(listed.map(({ id }) => id)).toContain(champion)
  const history = await readMoves(folder, moves)
  expect(history.map(({ move }) => move)).toEqual(Array.from({ length: moves }, (_, i) => i + 1))
  expect(history.at(-1)?.to).toBe(champion)
  return champion ?? 'kb-000000'
}

async function expectFreezable(folder: Store): Promise<void> {
  const { manifest } = await freeze(freezeRequest(folder))
  expect(await readdir(pathsIn(folder).stagingFolder)).toEqual([])
  expect(await readdir(pathsIn(folder).versionsFolder)).toContain(manifest.id)
  expect((await listVersions(folder)).length).toBe((await readdir(pathsIn(folder).versionsFolder)).length)
}

describe('kill -9', () => {
  it('before any change to the disk leaves a freeze complete or without effect', async () => {
    const folder = await folderWithChampion()
    let kills = 0
    const step = inLength({ suite: 6, series: 1 })
    for (let call = 1; !(await runWorker(folder, 'freeze', 1, { beforeCall: call })); call += step) {
      kills++
      expect(await expectSound(folder)).toBe('kb-000001')
      await ageLocks(folder)
      if (kills % 5 === 0) await expectFreezable(folder)
    }

    expect(kills).toBeGreaterThan(inLength({ suite: 2, series: 15 }))
    await expectFreezable(folder)
  })

  it('before any change to the disk leaves an alias at the old or the new version', async () => {
    const folder = await folderWithChampion()
    let kills = 0
    const step = inLength({ suite: 3, series: 1 })
    for (let call = 1; !(await runWorker(folder, 'move', 2, { beforeCall: call })); call += step) {
      kills++
      expect(['kb-000001', 'kb-000002']).toContain(await expectSound(folder))
      await ageLocks(folder)
    }

    expect(kills).toBeGreaterThan(inLength({ suite: 2, series: 6 }))
    expect(await expectSound(folder)).toBe('kb-000002')
  })

  it.each(['freeze', 'move'] as const)('at random moments of a %s loses nothing', async (work) => {
    const folder = await folderWithChampion()
    const random = seededRandom(work === 'freeze' ? 21 : 22)
    for (let round = 0; round < inLength({ suite: 2, series: 12 }); round++) {
      await runWorker(folder, work, 1_000, { afterMs: random() * 120 })
      await expectSound(folder)
      await ageLocks(folder)
    }

    await expectFreezable(folder)
    await moveAlias({
      store: folder,
      alias: 'champion',
      to: 'kb-000002',
      by: named('test'),
      reason: 'last',
      clock: fixedClock,
    })
    expect(await expectSound(folder)).toBe('kb-000002')
  })

  it('does not block the next freeze for ever', async () => {
    const folder = await folderWithChampion()
    await runWorker(folder, 'freeze', 1, { beforeCall: 4 })
    expect(await readdir(pathsIn(folder).locksFolder)).toContain('freeze.lock')

    await expectFreezable(folder)
  })
})
