import type { CellValue } from 'read-excel-file/universal'
import type { CellMark } from './marks.js'

/** A cell as text, or why it cannot be told what an editor sees in it. */
export type CellReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'doubt'; readonly text: string; readonly message: string }

export type Cell = CellValue | null

/** Excel shows longer whole numbers as 1.23457E+11. */
const MOST_SHOWN = 1e11

/**
 * Reads a cell as an editor sees it. A number or date shows by its format and the language of the computer, which the file
 * does not tell, so that only what has one way to read is taken.
 *
 * @param column as `knownColumn` calls it
 */
export function readCell(cell: Cell, column: string, mark: CellMark | undefined): CellReading {
  if (mark?.kind === 'error') return doubt(mark.error, `the error ${mark.error}; mend its formula or type the value`)
  if (mark?.kind === 'uncalculated') return doubt('?', UNCALCULATED)
  if (cell instanceof Date) return readDate(cell, column, mark?.showsDay ?? true)
  if (typeof cell === 'number') return readNumber(cell, mark !== undefined)
  if (typeof cell === 'boolean' && column !== 'iscontextonly') {
    return doubt(String(cell), `true or false, which ${IN_ITS_OWN_WAY}`)
  }
  return { kind: 'text', text: plainText(cell) }
}

/** The cell's value, whatever is seen of it. */
export function plainText(cell: Cell): string {
  if (cell === null) return ''
  return cell instanceof Date ? day(cell) : String(cell)
}

const DATE_COLUMNS = ['validFrom', 'validUntil']
const IN_ITS_OWN_WAY = 'Excel shows in its own way; format the cell as Text and type it as it should read'
const UNCALCULATED = 'a formula that was never calculated; open the workbook in Excel or LibreOffice and save it'
const DAY_MS = 86_400_000

function readDate(date: Date, column: string, showsDay: boolean): CellReading {
  if (!DATE_COLUMNS.includes(column)) return doubt(day(date), `a date or time, which ${IN_ITS_OWN_WAY}`)
  const wholeDay = showsDay && date.getTime() % DAY_MS === 0 && date.getUTCFullYear() >= 1900
  return wholeDay
    ? { kind: 'text', text: day(date) }
    : doubt(day(date), 'what does not show as one whole day; type it as text, e.g. 2026-03-31')
}

/** A decimal reads 1.5 in one country and 1,5 in another. */
function readNumber(number: number, formatted: boolean): CellReading {
  const plain = !formatted && Number.isInteger(number) && Math.abs(number) < MOST_SHOWN
  return plain ? { kind: 'text', text: String(number) } : doubt(String(number), `a number, which ${IN_ITS_OWN_WAY}`)
}

function doubt(text: string, found: string): CellReading {
  return { kind: 'doubt', text, message: `holds ${found}` }
}

/** Empty for a number too large to be a date. */
function day(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10)
}
