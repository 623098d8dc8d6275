import { mkdir, open, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import lockfile from 'proper-lockfile'
import { describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openDocument } from '../../../knowledge/adapters/lowdb-document.js'
import { documentContract, type Tally } from '../../contracts/document.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const schema = z.strictObject({ marks: z.array(z.string()) })
const ifDamaged = { do: 'restore-file' } as const

async function place() {
  const folder = await temporaryFolder()
  const locksFolder = join(folder, 'locks')
  await mkdir(locksFolder)
  const settings = { file: join(folder, 'tally.json'), locksFolder, schema, initial: { marks: [] }, ifDamaged }
  return { folder, ...settings, openAgain: () => openDocument<Tally>(settings) }
}

const mark =
  (text: string) =>
  ({ marks }: Tally) => ({ next: { marks: [...marks, text] }, outcome: null })

describe('a lowdb document', () => {
  documentContract(async () => {
    const { openAgain } = await place()
    return [openAgain(), openAgain()]
  })

  it('is one JSON file that only its owner may read, with nothing left beside it', async () => {
    const { folder, file, locksFolder, openAgain } = await place()
    await openAgain().update(mark('a'))
    expect(await readFile(file, 'utf8')).toBe('{\n "marks": [\n  "a"\n ]\n}\n')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readdir(folder)).toEqual(['locks', 'tally.json'])
    expect(await readdir(locksFolder)).toEqual([])
  })

  it('is left alone by an update that changes nothing', async () => {
    const { file, openAgain } = await place()
    await openAgain().update((current) => ({ next: current, outcome: null }))
    await expect(stat(file)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it.each([
    ['cut short', '{"marks": ["a"', 'it is not JSON'],
    ['empty', '', 'it is not JSON'],
    ['null', 'null', 'not a JSON object'],
    ['something else', '{"marks": [1]}', 'marks.0: '],
    ['half merged', '{"marks": [\n<<<<<<< ours\n"a"]}', 'it is not JSON'],
  ])('is refused when it is %s, and not written over', async (_name, text, what) => {
    const { file, openAgain } = await place()
    await writeFile(file, text)
    const refusal = {
      code: 'DOCUMENT_DAMAGED',
      message: expect.stringContaining(`${file} is damaged: ${what}`),
      next: ifDamaged,
    }
    await expect(openAgain().read()).rejects.toMatchObject(refusal)
    await expect(openAgain().update(mark('b'))).rejects.toMatchObject(refusal)
    expect(await readFile(file, 'utf8')).toBe(text)
  })

  it('keeps its contents when the disk is full, and says so', async () => {
    const { folder, openAgain } = await place()
    const document = openAgain()
    await document.update(mark('a'))
    const handle = await open('/dev/null')
    const full = vi
      .spyOn(Object.getPrototypeOf(handle), 'writeFile')
      .mockRejectedValue(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' }))
    await handle.close()
    try {
      await expect(document.update(mark('b'))).rejects.toMatchObject({ code: 'DISK_FULL' })
    } finally {
      full.mockRestore()
    }
    expect(await document.read()).toEqual({ marks: ['a'] })
    expect(await readdir(folder)).toEqual(['locks', 'tally.json'])
    await document.update(mark('c'))
  })

  it('never stores contents that could not be read back', async () => {
    const { openAgain } = await place()
    const document = openAgain()
    await document.update(mark('a'))
    const wrong = { marks: [7] } as unknown as Tally
    await expect(document.update(() => ({ next: wrong, outcome: null }))).rejects.toThrow()
    expect(await document.read()).toEqual({ marks: ['a'] })
  })

  it('takes over the lock of a process that was killed', async () => {
    const { locksFolder, openAgain } = await place()
    const lock = join(locksFolder, 'tally.json.lock')
    await mkdir(lock)
    const longAgo = new Date(Date.now() - 60_000)
    await utimes(lock, longAgo, longAgo)
    await openAgain().update(mark('a'))
    expect(await openAgain().read()).toEqual({ marks: ['a'] })
  })

  it('gives up on a lock that another process keeps for long', async () => {
    const { locksFolder, openAgain } = await place()
    const path = join(locksFolder, 'tally.json')
    const release = await lockfile.lock(path, { realpath: false, update: 1_000 })
    try {
      await expect(openAgain().update(mark('a'))).rejects.toMatchObject({ code: 'DATA_FOLDER_BUSY' })
    } finally {
      await release()
    }
    expect(await openAgain().read()).toEqual({ marks: [] })
  })
})
