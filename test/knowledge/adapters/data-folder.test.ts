import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDataFolder, openExistingDataFolder } from '../../../knowledge/adapters/data-folder.js'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import { pathsIn } from '../../support/paths-in.js'

const clock = { now: () => new Date('2026-03-01T10:00:00Z') }

describe('data folder', () => {
  let parent: string
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'data-folder-'))
  })
  afterEach(() => rm(parent, { recursive: true, force: true }))

  it('is created with its layout, readable by its owner only', async () => {
    const folder = await openDataFolder(join(parent, 'deep', 'data'), clock)

    expect(await readFile(join(folder.place, 'ventanilla.json'), 'utf8')).toBe(
      '{"format":1,"createdAt":"2026-03-01T10:00:00.000Z"}\n',
    )
    const { root, versionsFolder, unansweredFolder, turnsFolder } = pathsIn(folder)
    for (const path of [root, versionsFolder, unansweredFolder, turnsFolder]) {
      expect((await stat(path)).mode & 0o777).toBe(0o700)
    }
    expect(pathsIn(folder).versionFolder('kb-000007')).toBe(join(folder.place, 'versions', 'kb-000007'))
  })

  it('opens again without changing its marker', async () => {
    const first = await openDataFolder(parent, clock)
    const second = await openDataFolder(parent, { now: () => new Date('2027-01-01T00:00:00Z') })

    expect(second.place).toBe(first.place)
    expect(await readFile(join(parent, 'ventanilla.json'), 'utf8')).toContain('2026-03-01')
  })

  it('refuses a folder written by a later release', async () => {
    await writeFile(join(parent, 'ventanilla.json'), '{"format":2,"createdAt":"2030-01-01T00:00:00Z"}')

    await expect(openDataFolder(parent, clock)).rejects.toMatchObject({
      code: 'DATA_FOLDER_NEWER',
      message: `${join(parent, 'ventanilla.json')} has format 2, this release understands 1`,
      next: { do: 'install-later-or-other-folder' },
    })
  })

  it('refuses a damaged marker rather than taking the folder for a new one', async () => {
    await openDataFolder(parent, clock)
    await truncate(join(parent, 'ventanilla.json'), 10)

    await expect(openDataFolder(parent, clock)).rejects.toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' })
  })

  it('says so when the path is not a folder', async () => {
    const file = join(parent, 'file')
    await writeFile(file, '')

    await expect(openDataFolder(file, clock)).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: `the data folder ${file} cannot be used (EEXIST)`,
    })
    await expect(openDataFolder(join(file, 'below'), clock)).rejects.toMatchObject({ code: 'DATA_FOLDER_UNUSABLE' })
  })

  it('is not created from a mistyped path where an existing one is required', async () => {
    const absent = join(parent, 'daat')
    await expect(openExistingDataFolder(absent, clock)).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: `there is no data folder at ${absent}`,
      next: { do: 'check-data-folder' },
    })
    await writeFile(join(parent, 'letter.txt'), '')
    await expect(openExistingDataFolder(parent, clock)).rejects.toMatchObject({
      code: 'DATA_FOLDER_UNUSABLE',
      message: `${parent} is no data folder: it holds other files and no ventanilla.json`,
    })
    expect(await readdir(parent)).toEqual(['letter.txt'])
  })

  it('counts as existing once it was started, and while it is empty', async () => {
    const empty = await openExistingDataFolder(parent, clock)
    expect((await openExistingDataFolder(parent, clock)).place).toBe(empty.place)
  })

  it('survives two processes opening it at once', async () => {
    const opened = await Promise.all(Array.from({ length: 8 }, () => openDataFolder(join(parent, 'new'), clock)))

    expect(new Set(opened.map((folder) => folder.place)).size).toBe(1)
    expect(folderStore(join(parent, 'new')).place).toBe(opened[0]?.place)
  })
})
