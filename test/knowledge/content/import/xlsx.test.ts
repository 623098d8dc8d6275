import { deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import writeXlsxFile, { type SheetData } from 'write-excel-file/node'
import { readImportBytes } from '../../../../knowledge/content/import/read-import-file.js'
import { failureOf } from '../../../support/importing.js'

async function workbook(rows: SheetData): Promise<Buffer> {
  return (await writeXlsxFile(rows)).toBuffer()
}

const texts = (...cells: readonly string[]) => cells.map((value) => ({ value }))

/** A zip with one deflated part; `declaredBytes` is what its directory says that the part unpacks to. */
function zipOf(name: string, content: Buffer, declaredBytes = content.length): Buffer {
  const packed = deflateRawSync(content)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(declaredBytes, 22)
  local.writeUInt16LE(name.length, 26)
  const directory = Buffer.alloc(46)
  directory.writeUInt32LE(0x02014b50, 0)
  directory.writeUInt16LE(8, 10)
  directory.writeUInt32LE(packed.length, 20)
  directory.writeUInt32LE(declaredBytes, 24)
  directory.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 8)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(directory.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, Buffer.from(name), packed, directory, Buffer.from(name), end])
}

const sheetWith = (rows: string) => zipOf('xl/worksheets/sheet1.xml', Buffer.from(`<sheetData>${rows}</sheetData>`))

describe('an Excel workbook', () => {
  it('is read from its first sheet, with the columns of a CSV file', async () => {
    const bytes = await workbook([
      texts(
        'Identificador',
        'Idioma',
        'Pregunta',
        'Preguntas alternativas',
        'Respuesta',
        'Válido desde',
        'Responsable',
      ),
      [
        { value: 12 },
        { value: 'es' },
        { value: '¿Cuánto cuesta?' },
        { value: 'precio\ntasa' },
        { value: 'Diez\neuros.' },
        { value: new Date('2026-03-31T00:00:00Z'), format: 'dd/mm/yyyy' },
        null,
      ],
    ])
    expect((await readImportBytes('kb.xlsx', bytes)).pairs).toMatchObject([
      {
        id: '12',
        language: 'es',
        question: '¿Cuánto cuesta?',
        alternateQuestions: ['precio', 'tasa'],
        answer: 'Diez\neuros.',
        validFrom: '2026-03-31',
        owner: null,
      },
    ])
  })

  it("is read with QnA Maker's columns too", async () => {
    const bytes = await workbook([
      texts('Question', 'Answer', 'Source', 'IsContextOnly', 'QnaId'),
      [{ value: 'Alta' }, { value: 'Así.' }, { value: 'Editorial' }, { value: false, type: Boolean }, { value: 3 }],
      [{ value: 'Registro' }, { value: 'Así.' }, { value: 'Editorial' }, { value: false, type: Boolean }, { value: 3 }],
    ])
    expect((await readImportBytes('kb.xlsx', bytes, { defaultLanguage: 'es' })).pairs).toMatchObject([
      { id: 'qna-3', question: 'Alta', alternateQuestions: ['Registro'] },
    ])
  })

  it('is refused with every bad row at once, by the numbers that Excel shows', async () => {
    const bytes = await workbook([
      texts('lang', 'question', 'answer'),
      [],
      texts('es', 'Una', 'Sí'),
      texts('es', '', 'Sí'),
      texts('español', 'Otra', 'Sí'),
    ])
    expect(await failureOf(readImportBytes('kb.xlsx', bytes))).toBe(
      [
        'kb.xlsx has 2 problems:',
        'line 4, question: is missing',
        'line 5, language: a language is a two- or three-letter code such as "es"',
      ].join('\n'),
    )
  })

  it('is told from its contents, whatever it is called', async () => {
    const bytes = await workbook([texts('lang', 'question', 'answer'), texts('es', 'Una', 'Sí')])
    expect((await readImportBytes('kb.csv', bytes)).pairs).toHaveLength(1)
  })

  it('holds many rows', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => texts('es', `Pregunta ${i}`, `Respuesta ${i}`.repeat(10)))
    const bytes = await workbook([texts('lang', 'question', 'answer'), ...rows])
    expect((await readImportBytes('kb.xlsx', bytes)).pairs).toHaveLength(5_000)
  })

  it.each([
    ['cut short', async () => (await workbook([texts('a')])).subarray(0, 2_000)],
    ['no workbook', async () => zipOf('readme.txt', Buffer.from('hello'))],
    ['a zip whose part is longer than it says', async () => zipOf('a.xml', Buffer.alloc(1_000), 10)],
    ['with a cell at no address', async () => sheetWith('<c r="&#65;1"/>')],
    ['with an address hidden behind another attribute', async () => sheetWith('<row x=">" r="9999999">')],
    ['empty', async () => Buffer.from('PK\u0003\u0004')],
  ])('is refused when it is %s', async (_name, bytes) => {
    expect(await failureOf(readImportBytes('kb.xlsx', await bytes()))).toBe('kb.xlsx is not a sound Excel workbook')
  })

  it('is refused when its cells repeat one long text beyond measure', async () => {
    const long = 'x'.repeat(30_000)
    const bytes = await workbook(Array.from({ length: 3_400 }, () => texts(long)))
    expect(bytes.length).toBeLessThan(3_000_000)
    expect(await failureOf(readImportBytes('kb.xlsx', bytes))).toContain('kb.xlsx unpacks to more than')
  })

  it.each([
    ['unpacks to gigabytes', () => zipOf('xl/styles.xml', Buffer.alloc(200_000_000))],
    ['says that it unpacks to gigabytes', () => zipOf('a.xml', Buffer.from('x'), 0xfffffff0)],
    [
      'has a cell in the last column of a far-off row',
      () => sheetWith('<row r="1"><c r="A1"/></row><c r="XFD1048576"/>'),
    ],
    ['has a row beyond the last', () => sheetWith('<row r="9999999"/>')],
  ])('is refused when it %s', async (_name, bytes) => {
    expect(await failureOf(readImportBytes('kb.xlsx', bytes()))).toBe(
      'kb.xlsx unpacks to more than 2,000,000 cells or 100 MB',
    )
  })
})
