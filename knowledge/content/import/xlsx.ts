import { type CellValue, readSheet } from 'read-excel-file/universal'
import { KnowledgeError } from '../../errors.js'
import type { TableRow } from './table.js'
import { inspectWorkbook, MAX_CELLS, MAX_UNPACKED_BYTES } from './xlsx-guard.js'

/**
 * The rows of a workbook's first sheet. A date becomes `2026-03-31`; a cell with an error value is empty.
 *
 * @param name of the file, for errors
 * @throws {KnowledgeError} IMPORT_UNREADABLE when it is not a sound workbook, or unpacks beyond what pairs can need
 */
export async function readXlsx(bytes: Buffer, name: string): Promise<readonly TableRow[]> {
  const refusal = inspectWorkbook(bytes)
  if (refusal === 'damaged') throw damaged(name)
  if (refusal === 'too-large') throw tooLarge(name)
  const sheet = await readSheet(new Blob([new Uint8Array(bytes)]), { trim: false }).catch((cause: unknown) => {
    throw damaged(name, cause)
  })
  const rows = sheet.map((cells, index) => ({ line: index + 1, cells: cells.map(cellText) }))
  // Cells may share one long text, which the workbook then holds once.
  const chars = rows.reduce((sum, { cells }) => cells.reduce((inner, cell) => inner + cell.length, sum), 0)
  if (chars > MAX_UNPACKED_BYTES) throw tooLarge(name)
  return rows
}

function cellText(cell: CellValue | null): string {
  if (cell === null) return ''
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell)
}

function tooLarge(name: string): KnowledgeError {
  return new KnowledgeError(
    'IMPORT_UNREADABLE',
    `${name} unpacks to more than ${MAX_CELLS.toLocaleString('en')} cells or ${MAX_UNPACKED_BYTES / 1_000_000} MB`,
    'delete the empty rows and columns below and beside the table, or save the sheet as CSV UTF-8',
  )
}

function damaged(name: string, cause?: unknown): KnowledgeError {
  return new KnowledgeError(
    'IMPORT_UNREADABLE',
    `${name} is not a sound Excel workbook`,
    'open it in Excel or LibreOffice and save it again as .xlsx, or as CSV UTF-8',
    { cause },
  )
}
