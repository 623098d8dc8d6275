import type { ImportProblem, Wrong } from '../findings/import-problem.js'
import { MAX_LINES } from '../findings/limits.js'
import { cleanText } from '../text/clean-text.js'

/** A row as read from its format. */
export interface TableRow {
  /** the line on which the row begins, counted from 1 */
  readonly line: number
  readonly cells: readonly string[]
}

/** A file of rows and columns with a separate header; every row is as long as the header, and its text is clean. */
export interface Table {
  readonly header: TableRow
  readonly rows: readonly TableRow[]
}

/** More columns than any table of pairs has: the separator was guessed wrong, or the file is something else. */
export const MAX_COLUMNS = 200

/** Uses the first row that is not blank as the header. No table when all rows are blank, or there are too many rows or columns. */
export function asTable(rows: readonly TableRow[]): {
  readonly table: Table | null
  readonly problems: readonly ImportProblem[]
} {
  const [header, ...body] = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (header === undefined) return { table: null, problems: [] }
  const width = header.cells.length
  const beyond = (wrong: Wrong) => ({ table: null, problems: [{ line: header.line, field: null, ...wrong }] })
  if (width > MAX_COLUMNS) return beyond({ what: 'table-too-wide', columns: width, most: MAX_COLUMNS })
  if (body.length > MAX_LINES) return beyond({ what: 'table-too-long', rows: body.length, most: MAX_LINES })
  const repeating = new Set(body.filter((row) => repeats(row, header)))
  const tooLong = body.filter(({ cells }) => cells.slice(width).some((cell) => cell.trim() !== ''))
  const fitted = ({ line, cells }: TableRow) => ({
    line,
    cells: header.cells.map((_, at) => cleanText(cells[at] ?? '')),
  })
  return {
    table: { header: fitted(header), rows: body.filter((row) => !repeating.has(row)).map(fitted) },
    problems: [
      ...[...repeating].map(({ line }) => ({ line, field: null, what: 'header-repeated' }) as const),
      ...tooLong.map(
        ({ line, cells }) =>
          ({ line, field: null, what: 'row-too-long', cells: cells.length, columns: width }) as const,
      ),
    ],
  }
}

/** Whether the row repeats the header, as in concatenated tables. */
function repeats({ cells }: TableRow, header: TableRow): boolean {
  return header.cells.every((name, at) => foldColumnName(cells[at] ?? '') === foldColumnName(name))
}

/** Folds the spellings of a column's name: case, accents, spaces and punctuation are ignored. */
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

/** A cell `Key1:Value1 | Key2:Value2`; null when an item has no key or no value, or a key has two values. */
export function splitMetadata(cell: string): Readonly<Record<string, string>> | null {
  const entries = splitItems(cell).map((item) => {
    const colon = item.indexOf(':')
    return [item.slice(0, Math.max(colon, 0)).trim(), item.slice(colon + 1).trim()] as const
  })
  const values = new Map(entries.map(([key, value]) => [key.toLowerCase(), value]))
  const sound = entries.every(([key, value]) => key !== '' && value !== '' && values.get(key.toLowerCase()) === value)
  return sound ? Object.fromEntries(entries) : null
}
