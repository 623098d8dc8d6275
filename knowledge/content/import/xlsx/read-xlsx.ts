import { readSheet } from 'read-excel-file/universal'
import { firstFew } from '../../../basics/first-few.js'
import { KnowledgeError } from '../../../errors.js'
import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem } from '../findings/import-problem.js'
import { knownColumns } from '../tables/known-column.js'
import type { TableRow } from '../tables/table.js'
import { cleanText } from '../text/clean-text.js'
import { type Cell, plainText, readCell } from './cell.js'
import { droppedLinks } from './links.js'
import { cellMarks } from './marks.js'
import { mergedOverRows } from './merges.js'
import { type Sheet, sheetsOf } from './sheets.js'
import { MAX_CELLS, MAX_UNPACKED_BYTES, unpackWorkbook } from './unpack-workbook.js'
import { tagsOf } from './xml.js'

export interface XlsxRows {
  readonly rows: readonly TableRow[]
  readonly problems: readonly ImportProblem[]
  readonly notes: readonly ImportNote[]
  /** name of the sheet that was read; null where the workbook has only one */
  readonly sheet: string | null
}

/**
 * The rows of one sheet of a workbook: the named one, else the first that is neither hidden nor empty. Cells are read as an
 * editor sees them; an ambiguous cell, or one that shows an error, is a problem where its column is imported.
 *
 * @param name of the file, for errors
 * @param sheetName null = not named
 * @throws {KnowledgeError} IMPORT_UNREADABLE when it is not a valid workbook, lacks the sheet, or unpacks to more than pairs can need
 */
export async function readXlsx(bytes: Buffer, name: string, sheetName: string | null): Promise<XlsxRows> {
  const parts = unpackWorkbook(bytes)
  if (parts === 'damaged') throw damaged(name)
  if (parts === 'too-many-bytes') throw tooManyBytes(name)
  if (parts === 'too-many-cells') throw tooManyCells(name)
  if (parts === 'doctype') throw declaresType(name)
  const sheets = sheetsOf(parts)
  const sheet = chooseSheet(sheets, sheetName, name)
  const cells = await readSheet(new Blob([new Uint8Array(bytes)]), sheet.position, { trim: false }).catch(
    (cause: unknown) => {
      throw damaged(name, cause)
    },
  )
  const { rows, columns, problems } = readRows(cells, cellMarks(sheet.xml, parts))
  // Cells may share one long text, which the workbook stores once.
  const chars = rows.reduce((sum, row) => row.cells.reduce((inner, cell) => inner + cell.length, sum), 0)
  if (chars > MAX_UNPACKED_BYTES) throw tooManyBytes(name)
  return {
    rows,
    problems: [...problems, ...mergedOverRows(sheet.xml, rows, columns)],
    notes: [...notesAboutOthers(sheets, sheet), ...droppedLinks(sheet.xml, rows), ...hiddenRows(sheet.xml, rows)],
    sheet: sheets.length > 1 ? sheet.name : null,
  }
}

function chooseSheet(sheets: readonly Sheet[], sheetName: string | null, file: string): Sheet {
  if (sheetName !== null) {
    const named = sheets.find(({ name }) => cleanText(name).trim() === cleanText(sheetName).trim())
    if (named !== undefined) return named
    throw new KnowledgeError(
      'IMPORT_UNREADABLE',
      { what: 'no-such-sheet', file, sheet: excerpt(sheetName) },
      { do: 'choose-sheet', sheets: sheets.map((each) => excerpt(each.name)) },
    )
  }
  const visible = sheets.filter(({ hidden }) => !hidden)
  const chosen = visible.find(({ empty }) => !empty) ?? visible[0]
  if (chosen === undefined) throw damaged(file)
  return chosen
}

function notesAboutOthers(sheets: readonly Sheet[], chosen: Sheet): readonly ImportNote[] {
  const others = sheets.filter((sheet) => sheet !== chosen && !sheet.empty)
  return others.map(({ name, hidden }) => ({
    what: 'sheet-left-out',
    sheet: excerpt(name),
    hidden: hidden ? 'yes' : 'no',
    next: { do: 'import-sheet', sheet: excerpt(name) },
  }))
}

/** Most rows that are listed. */
const SHOWN_ROWS = 5

/** Notes the hidden rows that are imported: a person who looks at the sheet does not see them. */
function hiddenRows(sheetXml: string, rows: readonly TableRow[]): readonly ImportNote[] {
  const hidden = [...tagsOf(sheetXml, 'row')].flatMap(({ attributes }) => {
    const row = /^(1|true)$/.test(attributes.get('hidden') ?? '') ? rows[Number(attributes.get('r')) - 1] : undefined
    return row?.cells.some((cell) => cell.trim() !== '') === true ? row.line : []
  })
  if (hidden.length === 0) return []
  const { first, more } = firstFew(hidden, SHOWN_ROWS)
  return [{ what: 'hidden-rows-imported', count: hidden.length, rows: first, more }]
}

function readRows(sheet: readonly (readonly Cell[])[], marks: ReturnType<typeof cellMarks>) {
  const headerAt = sheet.findIndex((cells) => cells.some((cell) => plainText(cell).trim() !== ''))
  const columns = knownColumns((sheet[headerAt] ?? []).map(plainText))
  const problems: ImportProblem[] = []
  const rows = sheet.map((cells, index) => {
    const line = index + 1
    const texts = cells.map((cell, at) => {
      const field = columns[at] ?? null
      if (field === null || index === headerAt) return plainText(cell)
      const address = `${columnLetters(at)}${line}`
      const reading = readCell(cell, field, address, marks.get(address))
      if (reading.kind === 'text') return reading.text
      problems.push({ line, field, ...reading.doubt })
      return NEEDED.includes(field) ? reading.text : ''
    })
    return { line, cells: texts }
  })
  return { rows, columns, problems }
}

/** A row without one of these would also be refused for lacking it. */
const NEEDED = ['question', 'answer', 'id', 'qnaid']

/** A for 0, Z for 25, AA for 26. */
function columnLetters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26))
  return index < 26 ? last : columnLetters(Math.floor(index / 26) - 1) + last
}

function tooManyBytes(name: string): KnowledgeError {
  const facts = { what: 'workbook-too-large', file: name, megabytes: MAX_UNPACKED_BYTES / 1_000_000 } as const
  return new KnowledgeError('IMPORT_UNREADABLE', facts, { do: 'shrink-table' })
}

function tooManyCells(name: string): KnowledgeError {
  const facts = { what: 'workbook-too-many-cells', file: name, cells: MAX_CELLS } as const
  return new KnowledgeError('IMPORT_UNREADABLE', facts, { do: 'shrink-table' })
}

function declaresType(name: string): KnowledgeError {
  const facts = { what: 'workbook-declares-type', file: name } as const
  return new KnowledgeError('IMPORT_UNREADABLE', facts, { do: 'save-workbook-again' })
}

function damaged(name: string, cause?: unknown): KnowledgeError {
  return new KnowledgeError(
    'IMPORT_UNREADABLE',
    { what: 'workbook-damaged', file: name },
    { do: 'save-workbook-again' },
    { cause },
  )
}
