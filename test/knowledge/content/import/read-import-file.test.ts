import { mkdir, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readImportBytes, readImportFile } from '../../../../knowledge/content/import/read-import-file.js'
import { cpuMsOf } from '../../../support/cpu-time.js'
import { failureOf, readText } from '../../../support/importing.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'

const LINE = '{"id":"a","language":"es","question":"Q","answer":"A"}'

describe('a file to import', () => {
  it('is read from the disk, with the hash of its bytes', async () => {
    const path = join(await temporaryFolder(), 'kb.jsonl')
    await writeFile(path, `${LINE}\n`)
    expect(await readImportFile(path)).toMatchObject({
      pairs: [{ id: 'a' }],
      sha256: '9b00a6790f586f5558e5305b71f94ddd2a4a981b9ed9563db797a504e17013ca',
      notes: [],
    })
  })

  it('is refused, by name, when it does not exist or is a folder', async () => {
    const folder = await temporaryFolder()
    await mkdir(join(folder, 'kb.csv'))
    const path = join(folder, 'gone.csv')
    await expect(readImportFile(path)).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      message: `there is no file ${path}`,
      next: { do: 'check-path' },
    })
    await expect(readImportFile(join(folder, 'kb.csv'))).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      message: `${join(folder, 'kb.csv')} is not a file`,
    })
  })

  it.each([
    ['kb.csv', 'pregunta,respuesta\n', 200_000_000, 'has 200 MB, the most for .csv is 10 MB'],
    ['kb.csv', 'pregunta,respuesta\n', 18_000_000, 'has 18 MB, the most for .csv is 10 MB'],
    ['kb.json', '[', 200_000_000, 'has 200 MB, the most for .json is 50 MB'],
    ['kb.xlsx', 'PK\u0003\u0004', 200_000_000, 'has 200 MB, the most for .xlsx is 3 MB'],
  ])('is refused unread, by the limit of its format, when it is too large: %s', async (name, head, bytes, message) => {
    const path = join(await temporaryFolder(), name)
    await writeFile(path, head)
    await truncate(path, bytes)
    const before = process.memoryUsage().arrayBuffers
    expect(await failureOf(readImportFile(path))).toBe(`${path} ${message}`)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })

  it.each([
    ['kb.csv', 10_000_001, 'kb.csv has 10.1 MB, the most for .csv is 10 MB'],
    ['kb.jsonl', 50_100_000, 'kb.jsonl has 50.1 MB, the most for .jsonl is 50 MB'],
    ['kb.csv', 50_100_000, 'kb.csv has 50.1 MB, the most for .json is 50 MB', '['],
    ['kb.csv', 3_000_001, 'kb.csv has 3.1 MB, the most for .xlsx is 3 MB', 'PK\u0003\u0004'],
  ])('is refused when it is too large, by the limit of what it is: %s, %d', async (name, bytes, message, head = '') => {
    const content = Buffer.alloc(bytes, 'a')
    content.write(head, 'latin1')
    expect(await failureOf(readImportBytes(name, content))).toBe(message)
  })

  it.each([
    [
      'a workbook of old',
      'kb.xls',
      [0xd0, 0xcf, 0x11, 0xe0],
      'kb.xls is a workbook of Excel 2003 or older, or has a password',
    ],
    ['called .xlsx without being one', 'kb.xlsx', [0x61], 'kb.xlsx is not an Excel workbook'],
    ['something else', 'kb.pdf', [0x25, 0x50, 0x44, 0x46], 'kb.pdf is no file that can be imported'],
  ])('is refused when it is %s', async (_name, name, bytes, message) => {
    expect(await failureOf(readImportBytes(name, Buffer.from(bytes)))).toBe(message)
  })

  it.each(['kb.csv', 'kb.txt', 'kb'])('is read as JSON lines when it begins like them: %s', async (name) => {
    expect((await readText(name, `\uFEFF\n ${LINE}`)).pairs).toHaveLength(1)
  })

  it.each([
    ['kb.jsonl', ''],
    ['kb.json', '[]'],
    ['kb.csv', '\n\n'],
    ['kb.tsv', 'Question\tAnswer\n'],
  ])('is refused when there is no pair in it: %s', async (name, text) => {
    expect(await failureOf(readText(name, text))).toBe(`${name} has 1 problem:\nthere is no pair in it`)
  })

  it('is refused with every line that is not UTF-8', async () => {
    const latin1 = Buffer.from('question,answer\nQué,Sí\nWhy,Yes\nCómo,Así\n', 'latin1')
    expect(await failureOf(readImportBytes('kb.csv', latin1))).toBe(
      [
        'kb.csv has 2 problems:',
        'line 2: is not UTF-8 text; save the file as UTF-8 (in Excel: "CSV UTF-8")',
        'line 4: is not UTF-8 text; save the file as UTF-8 (in Excel: "CSV UTF-8")',
      ].join('\n'),
    )
  })

  it('with ten thousand pairs is read in a second or two', async () => {
    const lines = Array.from({ length: 10_000 }, (_, i) =>
      JSON.stringify({ id: `p${i}`, language: 'es', question: `¿Pregunta ${i}?`, answer: 'Respuesta. '.repeat(50) }),
    )
    const cpuMs = await cpuMsOf(async () => {
      expect((await readText('kb.jsonl', lines.join('\n'))).pairs).toHaveLength(10_000)
    })
    expect(cpuMs).toBeLessThan(15_000)
  })
})
