import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { newFolder } from '../../../knowledge/store/new-folder.js'
import { canMount, mountSmallDisk } from '../../support/small-disk.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

describe('a new folder', () => {
  it('is in its place only when it is complete', async () => {
    const folder = join(await temporaryFolder(), 'below', 'ours')
    const place = await newFolder(folder)
    expect(existsSync(join(folder, '..'))).toBe(false)
    await place.fill((unfinished) => writeFile(join(unfinished, 'a'), 'half'))
    await place.fill((unfinished) => writeFile(join(unfinished, 'a'), 'whole'))
    expect(await readdir(join(folder, '..'))).toEqual(['ours.unfinished'])
    await place.finish()
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('whole')
    expect(await readdir(join(folder, '..'))).toEqual(['ours'])
  })

  it('takes the place of an empty one, also through a link', async () => {
    const root = await temporaryFolder()
    await mkdir(join(root, 'empty'))
    await symlink('empty', join(root, 'link'))
    const place = await newFolder(join(root, 'link'))
    await place.fill((unfinished) => writeFile(join(unfinished, 'a'), ''))
    await place.finish()
    expect(await readdir(join(root, 'empty'))).toEqual(['a'])
  })

  it.skipIf(!canMount())('leaves nothing where the disk is full, and says so', async () => {
    const disk = await mountSmallDisk(1)
    onTestFinished(() => disk.remove())
    const place = await newFolder(join(disk.folder, 'ours'))
    const tooMuch = (unfinished: string) => writeFile(join(unfinished, 'a'), Buffer.alloc(2_000_000))
    await expect(place.fill(tooMuch)).rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(await readdir(disk.folder)).toEqual([])
  })

  it('is refused when it has contents, also through a link', async () => {
    const root = await temporaryFolder()
    const refusal = (name: string) => expect(newFolder(join(root, name))).rejects
    await mkdir(join(root, 'full'))
    for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) await writeFile(join(root, 'full', name), '')
    await symlink('full', join(root, 'link'))
    await symlink('nowhere', join(root, 'lost'))
    await refusal('full').toThrow(`${join(root, 'full')} holds files already: a, b, c, d, e, …`)
    await refusal('link').toThrow(`${join(root, 'link')} holds files already`)
    await refusal('full/a').toThrow(`${join(root, 'full', 'a')} is a file`)
    await refusal('full/a/b').toThrow(`${join(root, 'full', 'a')} is a file: no folder can be made below it`)
    await refusal('lost').toMatchObject({
      code: 'BAD_INPUT',
      message: `${join(root, 'lost')} is a link that leads nowhere`,
    })
  })

  it('is refused when another run left unfinished work', async () => {
    const folder = join(await temporaryFolder(), 'ours')
    await mkdir(`${folder}.unfinished`)
    await expect(newFolder(folder)).resolves.toBeDefined()
    await writeFile(join(`${folder}.unfinished`, 'table.i8'), '')
    await expect(newFolder(folder)).rejects.toThrow(
      `${folder}.unfinished is what another run left, or is still writing: table.i8`,
    )
  })
})
