import { cleanText } from './clean-text.js'
import type { ImportProblem } from './import-error.js'

/** A row as its format read it. */
export interface TableRow {
  /** where the row begins, counted from 1 */
  readonly line: number
  readonly cells: readonly string[]
}

/** A file of rows and columns, with the header apart; every row is as long as the header, and its text is clean. */
export interface Table {
  readonly header: TableRow
  readonly rows: readonly TableRow[]
}

/** Takes the first row that is not blank for the header; null when all are. Blank rows are passed over. */
export function asTable(
  rows: readonly TableRow[],
): { readonly table: Table; readonly problems: readonly ImportProblem[] } | null {
  const [header, ...body] = rows
    .map(({ line, cells }) => ({ line, cells: cells.map(cleanText) }))
    .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (header === undefined) return null
  const width = header.cells.length
  const tooLong = body.filter(({ cells }) => cells.slice(width).some((cell) => cell.trim() !== ''))
  return {
    table: {
      header,
      rows: body.map(({ line, cells }) => ({ line, cells: header.cells.map((_, at) => cells[at] ?? '') })),
    },
    problems: tooLong.map(({ line, cells }) => ({
      line,
      field: null,
      message: `has ${cells.length} cells, the header has ${width}`,
    })),
  }
}

/** Makes equal the ways a column's name is written: case, accents, spaces and punctuation do not count. */
export function foldColumnName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** A cell that lists items, one per line or separated by `|`. */
export function splitItems(cell: string): readonly string[] {
  return cell
    .split(/[\n|]/)
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** A cell `Key1:Value1 | Key2:Value2`; null when an item has no key or no value. */
export function splitMetadata(cell: string): Readonly<Record<string, string>> | null {
  const entries = splitItems(cell).map((item) => {
    const colon = item.indexOf(':')
    return [item.slice(0, Math.max(colon, 0)).trim(), item.slice(colon + 1).trim()] as const
  })
  return entries.every(([key, value]) => key !== '' && value !== '') ? Object.fromEntries(entries) : null
}

export const METADATA_MESSAGE = 'should read "key:value | key:value"'
