import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { folderStore } from '../../../knowledge/adapters/folder-store.js'
import type { DocumentKind } from '../../../knowledge/store/document.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

/** A kind of document that counts its checks. */
function countedKind(text: z.ZodType<string> = z.string()) {
  let checks = 0
  const schema = z.strictObject({
    texts: z.array(text).refine(() => {
      checks++
      return true
    }),
  })
  const kind: DocumentKind<{ readonly texts: readonly string[] }> = {
    name: 'large',
    schema,
    initial: { texts: [] },
    checkedBy: ['knowledge/content'],
    ifDamaged: { do: 'restore-file' },
  }
  return { kind, checks: () => checks }
}

const LARGE = Array.from({ length: 10_000 }, (_, i) => `text number ${i}`)

async function filled(texts: readonly string[] = LARGE, text?: z.ZodType<string>) {
  const folder = await temporaryFolder()
  const file = join(folder, 'large.json')
  await writeFile(file, JSON.stringify({ texts }))
  const counted = countedKind(text)
  return { folder, file, checks: counted.checks, read: () => folderStore(folder).document(counted.kind).read() }
}

describe('a large document', () => {
  it('is checked once', async () => {
    const { read, checks } = await filled()
    for (let time = 0; time < 3; time++) expect(await read()).toEqual({ texts: LARGE })
    expect(checks()).toBe(1)
  })

  it('is checked again after any change', async () => {
    const { file, read, checks } = await filled()
    await read()
    await writeFile(file, (await readFile(file, 'utf8')).replace('number 7', 'number x'))
    expect((await read()).texts[7]).toBe('text number x')
    expect(checks()).toBe(2)
    await writeFile(file, (await readFile(file, 'utf8')).replace('"texts"', '"other"'))
    await expect(read()).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
    await expect(read()).rejects.toMatchObject({ code: 'DOCUMENT_DAMAGED' })
  })

  it('is checked every time when the check puts something right in it', async () => {
    const { read, checks } = await filled(
      LARGE.map((text) => ` ${text}`),
      z.string().trim(),
    )
    for (let time = 0; time < 2; time++) expect(await read()).toEqual({ texts: LARGE })
    expect(checks()).toBe(2)
  })

  it('is checked again when the note of it was lost', async () => {
    const { folder, read, checks } = await filled()
    await read()
    await rm(join(folder, 'projections'), { recursive: true })
    await read()
    expect(checks()).toBe(2)
  })
})
