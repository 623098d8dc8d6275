import { chmod, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { named } from '../../../knowledge/person.js'
import type { Snapshot } from '../../../knowledge/search/snapshot.js'
import type { Store } from '../../../knowledge/store/store.js'
import { moveAlias } from '../../../knowledge/version/aliases.js'
import { freeze } from '../../../knowledge/version/freeze.js'
import { openSnapshot } from '../../../knowledge/version/open-snapshot.js'
import { startServing } from '../../../knowledge/version/serving.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { fixedClock, freezeRequest, snapshotParts, temporaryDataFolder } from '../../support/freezing.js'
import { pathsIn } from '../../support/paths-in.js'

const promote = (folder: Store, to: VersionId) =>
  moveAlias({ store: folder, alias: 'champion', to, by: named('ana'), reason: 'test', clock: fixedClock })

/** Three versions, the first of them champion and served; `hold` runs before one is opened. */
async function serving(hold: (id: VersionId) => Promise<void> = async () => {}, retryMs = 60_000) {
  const folder = await temporaryDataFolder()
  for (let i = 0; i < 3; i++) await freeze(freezeRequest(folder))
  await promote(folder, 'kb-000001')
  const opened: VersionId[] = []
  const closed: VersionId[] = []
  const errors: Readonly<Record<string, unknown>>[] = []
  const served = await startServing<Snapshot>({
    store: folder,
    async open(id) {
      opened.push(id)
      await hold(id)
      return openSnapshot(folder, id, snapshotParts)
    },
    async close({ manifest, embedder }) {
      closed.push(manifest.id)
      await embedder.close()
    },
    logger: { debug() {}, info() {}, warn() {}, error: (entry) => errors.push(entry) },
    pollMs: 10,
    retryMs,
  })
  onTestFinished(() => served.stop())
  const swappedTo = (id: VersionId) => expect.poll(() => served.current().id).toBe(id)
  return { folder, served, opened, closed, errors, swappedTo }
}

function gate() {
  let open: () => void = () => {}
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

const quiet = () => new Promise((resolve) => setTimeout(resolve, 80))

describe('hot swap', () => {
  it('serves the new champion after its alias moved', async () => {
    const { folder, served, swappedTo, closed } = await serving()
    expect(served.current().id).toBe('kb-000001')

    await promote(folder, 'kb-000002')
    await swappedTo('kb-000002')

    expect(await served.use(async (snapshot, id) => [snapshot.manifest.id, id])).toEqual(['kb-000002', 'kb-000002'])
    await expect.poll(() => closed).toEqual(['kb-000001'])
  })

  it('finishes a turn on the version it began with, and closes that one only then', async () => {
    const { folder, served, swappedTo, closed } = await serving()
    const { open, passed } = gate()
    const turn = served.use(async (snapshot) => {
      await passed
      const [vector] = await snapshot.embedder.embed(['fees'], 'query')
      return [snapshot.manifest.id, vector?.length, [...closed]]
    })

    await promote(folder, 'kb-000002')
    await swappedTo('kb-000002')
    expect(await served.use(async (_snapshot, id) => id)).toBe('kb-000002')
    await quiet()
    expect(closed).toEqual([])
    open()

    expect(await turn).toEqual(['kb-000001', 512, []])
    await expect.poll(() => closed).toEqual(['kb-000001'])
  })

  it('keeps the old champion when the new index fails its hash, and logs it once', async () => {
    const { folder, served, swappedTo, opened, errors } = await serving()
    const index = join(pathsIn(folder).versionFolder('kb-000002'), 'index.bin')
    await chmod(index, 0o600)
    await writeFile(index, (await readFile(index)).fill(1, 200, 300))
    await promote(folder, 'kb-000002')

    await expect.poll(() => errors).toHaveLength(1)
    await quiet()

    expect(served.current().id).toBe('kb-000001')
    expect(errors).toMatchObject([{ version: 'kb-000002', serving: 'kb-000001', code: 'INDEX_DAMAGED' }])
    expect(opened).toEqual(['kb-000001', 'kb-000002'])
    await promote(folder, 'kb-000003')
    await swappedTo('kb-000003')
  })

  it('retries a refused champion when the alias is moved to it again', async () => {
    let broken = true
    const { folder, swappedTo, errors } = await serving(async (id) => {
      if (broken && id === 'kb-000002') throw new Error('not now')
    })
    await promote(folder, 'kb-000002')
    await expect.poll(() => errors).toHaveLength(1)

    broken = false
    await promote(folder, 'kb-000002')

    await swappedTo('kb-000002')
  })

  it('retries a refused champion at growing intervals, without logging it again', async () => {
    let triesLeft = 3
    const { folder, swappedTo, opened, errors } = await serving(async (id) => {
      if (id === 'kb-000002' && triesLeft-- > 0) throw new Error('not now')
    }, 10)
    await promote(folder, 'kb-000002')

    await swappedTo('kb-000002')
    expect(opened).toEqual(['kb-000001', ...Array.from({ length: 4 }, () => 'kb-000002')])
    expect(errors).toHaveLength(1)
  })

  it('keeps serving while the alias file cannot be read, and logs it once', async () => {
    const { folder, served, swappedTo, errors } = await serving()
    await writeFile(pathsIn(folder).aliasesFile, '{')
    await expect.poll(() => errors).toHaveLength(1)
    await quiet()

    expect(errors).toMatchObject([{ version: null, code: 'DOCUMENT_DAMAGED' }])
    expect(await served.use(async (_snapshot, id) => id)).toBe('kb-000001')
    await rm(pathsIn(folder).aliasesFile)
    await promote(folder, 'kb-000002')
    await swappedTo('kb-000002')
  })

  it('never serves a version that was replaced while it loaded', async () => {
    const { open, passed } = gate()
    const seen: VersionId[] = []
    const { folder, served, swappedTo, opened, closed } = await serving(async (id) => {
      if (id === 'kb-000002') await passed
    })
    await promote(folder, 'kb-000002')
    await expect.poll(() => opened).toContain('kb-000002')
    await promote(folder, 'kb-000003')
    open()
    const watching = setInterval(() => seen.push(served.current().id), 1)
    await swappedTo('kb-000003')
    clearInterval(watching)

    expect(seen).not.toContain('kb-000002')
    await expect.poll(() => closed.toSorted()).toEqual(['kb-000001', 'kb-000002'])
  })

  it('lets a turn that fails fail alone', async () => {
    const { folder, served, swappedTo, closed } = await serving()
    await expect(
      served.use(() => {
        throw new Error('bad turn')
      }),
    ).rejects.toThrow('bad turn')
    await expect(served.use(async () => Promise.reject(new Error('worse turn')))).rejects.toThrow('worse turn')

    await promote(folder, 'kb-000002')
    await swappedTo('kb-000002')
    await expect.poll(() => closed).toEqual(['kb-000001'])
  })

  it('waits for running turns before it stops', async () => {
    const { served, closed } = await serving()
    const { open, passed } = gate()
    const turn = served.use(() => passed)
    const stopping = served.stop()
    await quiet()
    expect(closed).toEqual([])

    open()
    await Promise.all([turn, stopping])
    expect(closed).toEqual(['kb-000001'])
  })

  it('does not start without a champion, and says how to choose one', async () => {
    const folder = await temporaryDataFolder()

    await expect(
      startServing({
        store: folder,
        open: async (id) => id,
        logger: { debug() {}, info() {}, warn() {}, error() {} },
      }),
    ).rejects.toMatchObject({
      code: 'NO_CHAMPION',
      message: 'no version serves yet: there is no champion',
      next: { do: 'promote-one-listed' },
    })
  })
})
