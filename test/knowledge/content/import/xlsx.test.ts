import { describe, expect, it } from 'vitest'
import writeXlsxFile, { type SheetData } from 'write-excel-file/node'
import { readImportBytes } from '../../../../knowledge/content/import/read-import-file.js'
import { cpuMsOf } from '../../../support/cpu-time.js'
import { failureOf, inEnglish } from '../../../support/importing.js'
import { emptyCell, errorCell, numberCell, textCell, workbookOf, zipOf } from '../../../support/workbook.js'

async function workbook(rows: SheetData): Promise<Buffer> {
  return (await writeXlsxFile(rows)).toBuffer()
}

const texts = (...cells: readonly string[]) => cells.map((value) => ({ value }))

const sheetWith = (rows: string) =>
  zipOf({ name: 'xl/worksheets/sheet1.xml', content: Buffer.from(`<sheetData>${rows}</sheetData>`) })

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

  it('is detected by its contents, whatever its name', async () => {
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
    ['no workbook', async () => zipOf({ name: 'readme.txt', content: Buffer.from('hello') })],
    [
      'a zip whose part is longer than it says',
      async () => zipOf({ name: 'a.xml', content: Buffer.alloc(1_000), declaredBytes: 10 }),
    ],
    ['with a cell at no address', async () => sheetWith('<c r="&#65;1"/>')],
    ['with an address hidden behind another attribute', async () => sheetWith('<row x=">" r="9999999">')],
    ['empty', async () => Buffer.from('PK\u0003\u0004')],
  ])('is refused when it is %s', async (_name, bytes) => {
    expect(await failureOf(readImportBytes('kb.xlsx', await bytes()))).toBe('kb.xlsx is not a sound Excel workbook')
  })

  it.each([
    ['nested entities', '<!DOCTYPE lolz [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>'],
    ['a file that an entity names', '<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><s/>'],
    ['nothing else', '<?xml version="1.0"?>\n<!doctype html><s/>'],
  ])('is refused by name for a DOCTYPE, whatever is in it: %s', async (_name, xml) => {
    const bytes = zipOf({ name: 'xl/sharedStrings.xml', content: Buffer.from(xml) })
    expect(await failureOf(readImportBytes('kb.xlsx', bytes))).toBe(
      'kb.xlsx declares a document type (DOCTYPE) inside, which no spreadsheet program writes and which can hide an attack',
    )
  })

  const part = (content: string, name = 'xl/worksheets/sheet1.xml') => ({ name, content: Buffer.from(content) })
  it.each([
    ['tags that never end', part('<row'.repeat(1_000_000))],
    ['names without an end', part('<v aaaaaaaaaa'.repeat(300_000))],
    ['one name of a million letters', part(`<${'a'.repeat(3_000_000)}>`)],
    ['one tag of a million attributes', part(`<row ${'a="1" '.repeat(1_000_000)}/>`)],
    ['a comment without an end', part('<!--'.repeat(1_000_000))],
    ['a quotation without an end', part('<a b="'.repeat(1_000_000), 'xl/styles.xml')],
  ])('costs little when it is a small file with %s', async (_name, content) => {
    const bytes = zipOf(content)
    const cpuMs = await cpuMsOf(async () => {
      expect(await failureOf(readImportBytes('kb.xlsx', bytes))).toBe('kb.xlsx is not a sound Excel workbook')
    })
    expect(cpuMs).toBeLessThan(1_000)
  })

  it('is refused when its cells repeat one long text too often', async () => {
    const long = 'x'.repeat(30_000)
    const bytes = await workbook(Array.from({ length: 3_400 }, () => texts(long)))
    expect(bytes.length).toBeLessThan(3_000_000)
    expect(await failureOf(readImportBytes('kb.xlsx', bytes))).toContain('kb.xlsx unpacks to more than')
  })

  it.each([
    [
      'unpacks to gigabytes',
      'kb.xlsx unpacks to more than 100 MB',
      () => zipOf({ name: 'xl/styles.xml', content: Buffer.alloc(200_000_000) }),
    ],
    [
      'says that it unpacks to gigabytes',
      'kb.xlsx unpacks to more than 100 MB',
      () => zipOf({ name: 'a.xml', content: Buffer.from('x'), declaredBytes: 0xfffffff0 }),
    ],
    [
      'has a cell in the last column of a far-off row',
      'the table of kb.xlsx reaches over more than 2,000,000 cells, including the empty ones',
      () => sheetWith('<row r="1"><c r="A1"/></row><c r="XFD1048576"/>'),
    ],
    [
      'has a row beyond the last',
      'the table of kb.xlsx reaches over more than 2,000,000 cells, including the empty ones',
      () => sheetWith('<row r="9999999"/>'),
    ],
  ])('is refused when it %s', async (_name, message, bytes) => {
    expect(await failureOf(readImportBytes('kb.xlsx', bytes()))).toBe(message)
  })
})

const HEADER = ['id', 'pregunta', 'respuesta', 'vigente hasta'].map(textCell)
const es = { defaultLanguage: 'es' }

describe('the cells of an Excel workbook', () => {
  const answered = (...rows: readonly (readonly string[])[]) =>
    readImportBytes('kb.xlsx', workbookOf({ name: 'Tasas', rows: [HEADER, ...rows] }), es)

  it('are read as an editor sees them, or refused by address', async () => {
    const answers = [
      numberCell(0.354166666666667, 'hh:mm'),
      numberCell(1.5, '[h]:mm'),
      numberCell(0.21, '0.00%'),
      numberCell(60.50000000000001, '#,##0.00\\ "€"'),
      numberCell(50, '#,##0.00\\ "€"'),
      numberCell(7, '000'),
      numberCell(46477.75, 'dd/mm/yyyy hh:mm'),
      numberCell(60.5, 'General'),
      numberCell(123456789012, 'General'),
      '<c r="@" t="b"><v>1</v></c>',
    ]
    const rows = answers.map((answer, at) => [numberCell(at, 'General'), textCell(`Pregunta ${at}`), answer])
    const own = 'which Excel shows in its own way; format the cell as Text and type it as it should read'
    expect(await failureOf(answered(...rows))).toBe(
      [
        'kb.xlsx has 10 problems:',
        `line 2, answer: cell C2 holds a date or time, ${own}`,
        `line 3, answer: cell C3 holds a date or time, ${own}`,
        `line 4, answer: cell C4 holds a number, ${own}`,
        `line 5, answer: cell C5 holds a number, ${own}`,
        `line 6, answer: cell C6 holds a number, ${own}`,
        `line 7, answer: cell C7 holds a number, ${own}`,
        `line 8, answer: cell C8 holds a date or time, ${own}`,
        `line 9, answer: cell C9 holds a number, ${own}`,
        `line 10, answer: cell C10 holds a number, ${own}`,
        `line 11, answer: cell C11 holds true or false, ${own}`,
      ].join('\n'),
    )
    const { pairs } = await answered([textCell('fee'), textCell('¿Cuánto?'), numberCell(50, 'General')])
    expect(pairs).toMatchObject([{ answer: '50' }])
  })

  it('are read as a day only in the columns of validity, and only when they are one', async () => {
    const row = (id: string, until: string) => [textCell(id), textCell(`¿${id}?`), textCell('Sí'), until]
    const { pairs } = await answered(row('a', numberCell(46477, 'dd/mm/yyyy')), row('b', emptyCell))
    expect(pairs.map(({ validUntil }) => validUntil)).toEqual(['2027-03-31', null])
    const bad = answered(
      row('a', numberCell(0.5, 'hh:mm')),
      row('b', numberCell(46477.75, 'dd/mm/yyyy hh:mm')),
      row('c', numberCell(1e12, 'dd/mm/yyyy')),
      row('d', numberCell(46477, 'mmm\\-yy')),
    )
    expect(await failureOf(bad)).toBe(
      [
        'kb.xlsx has 4 problems:',
        'line 2, validUntil: cell D2 holds what does not show as one whole day; type it as text, e.g. 2026-03-31',
        'line 3, validUntil: cell D3 holds what does not show as one whole day; type it as text, e.g. 2026-03-31',
        'line 4, validUntil: cell D4 holds what does not show as one whole day; type it as text, e.g. 2026-03-31',
        'line 5, validUntil: cell D5 holds what does not show as one whole day; type it as text, e.g. 2026-03-31',
      ].join('\n'),
    )
  })

  it('are refused where they show an error, unless their column is not imported', async () => {
    const bad = answered(
      [textCell('a'), textCell('¿A?'), textCell('Sí'), errorCell('#N/A')],
      [textCell('b'), textCell('¿B?'), errorCell('#REF!'), emptyCell, errorCell('#NAME?')],
    )
    expect(await failureOf(bad)).toBe(
      [
        'kb.xlsx has 2 problems:',
        'line 2, validUntil: cell D2 holds the error #N/A; mend its formula or type the value',
        'line 3, answer: cell C3 holds the error #REF!; mend its formula or type the value',
      ].join('\n'),
    )
  })
})

describe('the rows of an Excel workbook', () => {
  const reading = (rows: readonly (readonly string[])[], after = '') =>
    readImportBytes('kb.xlsx', workbookOf({ name: 'Tasas', rows: [HEADER, ...rows], after }), es)
  const row = (id: string, answer = textCell('Sí'), until = emptyCell) => [
    textCell(id),
    textCell(`¿${id}?`),
    answer,
    until,
  ]

  it('are refused where a formula was never calculated, and not where it gives an empty text', async () => {
    const uncalculated = ['<c r="@"><f>TODAY()</f></c>', '<c r="@"><f t="shared" si="0"/><v></v></c>']
    expect(await failureOf(reading(uncalculated.map((cell, at) => row(`p${at}`, textCell('Sí'), cell))))).toBe(
      [
        'kb.xlsx has 2 problems:',
        'line 2, validUntil: cell D2 holds a formula that was never calculated; open the workbook in Excel or LibreOffice and save it',
        'line 3, validUntil: cell D3 holds a formula that was never calculated; open the workbook in Excel or LibreOffice and save it',
      ].join('\n'),
    )
    const calculated = '<c r="@" t="str"><f t="shared" si="0"/><v>No</v></c>'
    const empty = '<c r="@" t="str"><f>""</f><v></v></c>'
    expect((await reading([row('a', calculated, empty)])).pairs).toMatchObject([{ answer: 'No', validUntil: null }])
  })

  it('are refused when a cell is merged over several non-empty ones', async () => {
    const until = textCell('2026-12-31')
    const rows = [row('a', textCell('Sí'), until), row('b'), row('c'), [], row('d', textCell('Sí'), until), []]
    const merged = ['D2:D3', 'B4:B5', 'C6:D6', 'D6:D7', 'F2:F3', 'D4:D5', 'A1048576:A1048577', 'x']
    const cells = merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')
    expect(await failureOf(reading(rows, `<mergeCells count="8">${cells}</mergeCells>`))).toBe(
      'kb.xlsx has 1 problem:\nline 3, validUntil: cell D3 is merged with D2; split them and fill in each row',
    )
  })

  it('that are hidden are imported with a note', async () => {
    const { pairs, notes } = await readImportBytes(
      'kb.xlsx',
      workbookOf({ name: 'Tasas', rows: [HEADER, row('a'), row('b'), []], hiddenRows: [3, 4] }),
      es,
    )
    expect(pairs).toHaveLength(2)
    expect(inEnglish(notes)).toEqual(['1 hidden row is imported like the others (3); delete what should not be'])
  })
})

describe('the sheets of an Excel workbook', () => {
  const sheet = (name: string, answer: string) => ({
    name,
    rows: [HEADER, [textCell('a'), textCell('¿A?'), textCell(answer)]],
  })
  const draft = { ...sheet('Borrador', 'borrador'), state: 'hidden' as const }
  const workbook = workbookOf(
    draft,
    { name: 'Vacía', rows: [] },
    sheet('Preguntas', 'buena'),
    sheet('Más &amp; más', 'otra'),
  )

  it('are read from the first that is neither hidden nor empty, and the others are named', async () => {
    const { pairs, notes } = await readImportBytes('kb.xlsx', workbook, es)
    expect(pairs.map(({ answer }) => answer)).toEqual(['buena'])
    expect(inEnglish(notes)).toEqual([
      'the hidden sheet "Borrador" is not imported; if it holds pairs, import it by naming that sheet',
      'the sheet "Más & más" is not imported; if it holds pairs, import it by naming that sheet',
    ])
  })

  it('may be chosen by name', async () => {
    const { pairs } = await readImportBytes('kb.xlsx', workbook, { ...es, sheet: 'Más & más' })
    expect(pairs.map(({ answer }) => answer)).toEqual(['otra'])
    await expect(readImportBytes('kb.xlsx', workbook, { ...es, sheet: 'Otra' })).rejects.toMatchObject({
      code: 'IMPORT_UNREADABLE',
      message: 'kb.xlsx has no sheet "Otra"',
      next: { do: 'choose-sheet', sheets: ['Borrador', 'Vacía', 'Preguntas', 'Más & más'] },
    })
    await expect(readImportBytes('kb.csv', Buffer.from('q'), { sheet: 'Otra' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: 'kb.csv is not an Excel workbook and has no sheets',
    })
  })

  it('are named when there are several and one is refused', async () => {
    const reading = readImportBytes('kb.xlsx', workbook, { ...es, sheet: 'Vacía' })
    expect(await failureOf(reading)).toBe('kb.xlsx, sheet "Vacía", has 1 problem:\nthere is no pair in it')
  })

  it('may have links behind a text, which are noted', async () => {
    const rows = [
      HEADER,
      [textCell('a'), textCell('¿Dónde?'), textCell('Aquí')],
      [textCell('b'), textCell('¿Y?'), textCell('www.a.example')],
    ]
    const after = '<hyperlinks><hyperlink ref="C2" r:id="rId1"/><hyperlink ref="C3" r:id="rId2"/></hyperlinks>'
    const { notes } = await readImportBytes('kb.xlsx', workbookOf({ name: 'Tasas', rows, after }), es)
    expect(inEnglish(notes)).toEqual([
      'links behind the text of a cell are not imported (C2); write the address into the text',
    ])
  })
})
