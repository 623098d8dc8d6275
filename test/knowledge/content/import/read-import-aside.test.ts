import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { expect, it } from 'vitest'
import { packagePath } from '../../../../knowledge/basics/package-path.js'
import { ImportError } from '../../../../knowledge/content/import/import-error.js'
import { readImportAside } from '../../../../knowledge/content/import/read-import-aside.js'
import { readImportFile } from '../../../../knowledge/content/import/read-import-file.js'
import { temporaryFolder } from '../../../support/temporary-folder.js'
import { zipOf } from '../../../support/workbook.js'

const WORKER = packagePath('dist', 'knowledge', 'content', 'import', 'import-worker.js')
const LIMITS = { mostMs: 60_000, mostMegabytes: 500 }

async function fileWith(name: string, content: string | Buffer): Promise<string> {
  const path = join(await temporaryFolder(), name)
  await writeFile(path, content)
  return path
}

/** Small, and slow to read: a hundred thousand formats, well-formed. */
function slowWorkbook(): Buffer {
  const format = '<numFmt numFmtId="1" formatCode="x"/><xf numFmtId="1"/>'.repeat(1_000_000)
  return zipOf(
    { name: 'xl/workbook.xml', content: Buffer.from('<sheets><sheet name="A" id="r"/></sheets>') },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: Buffer.from('<Relationship Id="r" Type="/worksheet" Target="worksheets/sheet1.xml"/>'),
    },
    {
      name: 'xl/worksheets/sheet1.xml',
      content: Buffer.from('<sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData>'),
    },
    { name: 'xl/styles.xml', content: Buffer.from(`<styleSheet><cellXfs>${format}</cellXfs></styleSheet>`) },
  )
}

it('a file is read in a thread of its own as it is in this one', async () => {
  const standing = [
    {
      importedFrom: 'antes',
      pair: (
        await readImportFile(await fileWith('a.jsonl', '{"id":"x","language":"es","question":"¿A?","answer":"No."}'))
      ).pairs[0],
    },
  ].flatMap(({ pair, importedFrom }) => (pair === undefined ? [] : [{ pair, importedFrom }]))
  const path = await fileWith('kb.csv', 'pregunta;respuesta;nota\n¿A?;Sí.;x\n¿B?;"<b>No</b>";\n')
  const options = { defaultLanguage: 'es', standing, knownPairs: new Set(['x/es']) }
  const aside = await readImportAside(path, options, LIMITS, WORKER)
  expect(aside).toEqual(await readImportFile(path, options))
  expect(aside.contradictions).toHaveLength(1)
})

it.each([
  ['kb.csv', 'pregunta;respuesta\n;Sí.\n'],
  ['kb.pdf', '%PDF'],
])('what is wrong with a file is told in the same words: %s', async (name, content) => {
  const path = await fileWith(name, content)
  const failure = async (reading: Promise<unknown>) => reading.catch((error: unknown) => error)
  const [aside, here] = await Promise.all([
    failure(readImportAside(path, {}, LIMITS, WORKER)),
    failure(readImportFile(path)),
  ])
  for (const language of ['en', 'es']) {
    expect((aside as ImportError).messageIn(language)).toBe((here as ImportError).messageIn(language))
  }
  expect(aside).toMatchObject({ code: (here as ImportError).code, next: (here as ImportError).next })
  expect(aside instanceof ImportError).toBe(here instanceof ImportError)
})

it('a file that takes too long is given up, and nothing waits for it meanwhile', async () => {
  const path = await fileWith('kb.xlsx', slowWorkbook())
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  await expect(readImportAside(path, {}, { ...LIMITS, mostMs: 2_000 }, WORKER)).rejects.toMatchObject({
    code: 'IMPORT_UNREADABLE',
    message: 'kb.xlsx was not read to its end: it takes more than 2 seconds',
  })
  delay.disable()
  expect(delay.max / 1e6).toBeLessThan(500)
})

it('a file that takes too much memory is given up', async () => {
  const path = await fileWith('kb.xlsx', slowWorkbook())
  await expect(readImportAside(path, {}, { ...LIMITS, mostMegabytes: 60 }, WORKER)).rejects.toMatchObject({
    code: 'IMPORT_UNREADABLE',
    message: 'kb.xlsx was not read to its end: it takes more than 60 MB of memory',
  })
})
