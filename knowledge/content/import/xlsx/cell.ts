import type { CellValue } from 'read-excel-file/universal'
import type { Wrong } from '../findings/import-problem.js'
import type { CellMark } from './marks.js'

/** A cell as text, or the reason why it is unclear what an editor sees in it. */
export type CellReading =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'doubt'; readonly text: string; readonly doubt: Wrong }

export type Cell = CellValue | null

/** Excel shows longer whole numbers as 1.23457E+11. */
const MOST_SHOWN = 1e11

/**
 * Reads a cell as an editor sees it. How a number or date is shown depends on its format and on the computer's language, which
 * the file does not contain, so only unambiguous values are accepted.
 *
 * @param column as `knownColumn` calls it
 * @param address e.g. `B3`
 */
export function readCell(cell: Cell, column: string, address: string, mark: CellMark | undefined): CellReading {
  if (mark?.kind === 'error') {
    return doubt(mark.error, { what: 'cell-holds-error', cell: address, error: mark.error })
  }
  if (mark?.kind === 'uncalculated') return doubt('?', { what: 'cell-uncalculated', cell: address })
  if (cell instanceof Date) return readDate(cell, column, address, mark?.showsDay ?? true)
  if (typeof cell === 'number') return readNumber(cell, address, mark !== undefined)
  if (typeof cell === 'boolean' && column !== 'iscontextonly') {
    return doubt(String(cell), { what: 'cell-holds-truth-value', cell: address })
  }
  return { kind: 'text', text: plainText(cell) }
}

/** The cell's value, whatever its format shows. */
export function plainText(cell: Cell): string {
  if (cell === null) return ''
  return cell instanceof Date ? day(cell) : String(cell)
}

const DATE_COLUMNS = ['validFrom', 'validUntil']
const DAY_MS = 86_400_000

function readDate(date: Date, column: string, address: string, showsDay: boolean): CellReading {
  if (!DATE_COLUMNS.includes(column)) return doubt(day(date), { what: 'cell-holds-time', cell: address })
  const wholeDay = showsDay && date.getTime() % DAY_MS === 0 && date.getUTCFullYear() >= 1900
  return wholeDay ? { kind: 'text', text: day(date) } : doubt(day(date), { what: 'cell-holds-no-day', cell: address })
}

/** A decimal reads 1.5 in one country and 1,5 in another. */
function readNumber(number: number, address: string, formatted: boolean): CellReading {
  const plain = !formatted && Number.isInteger(number) && Math.abs(number) < MOST_SHOWN
  return plain
    ? { kind: 'text', text: String(number) }
    : doubt(String(number), { what: 'cell-holds-number', cell: address })
}

function doubt(text: string, wrong: Wrong): CellReading {
  return { kind: 'doubt', text, doubt: wrong }
}

/** Empty for a number too large to be a date. */
function day(date: Date): string {
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10)
}
