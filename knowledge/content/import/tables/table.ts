import type { ImportProblem } from '../findings/import-problem.js'
import { MAX_LINES } from '../findings/limits.js'
import { cleanText } from '../text/clean-text.js'

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

/** More than any table of pairs has: the separator was taken for another, or the file is something else. */
const MAX_COLUMNS = 200

/** Takes the first row that is not blank for the header. No table when all are blank, or it is beyond any that is meant. */
export function asTable(rows: readonly TableRow[]): {
  readonly table: Table | null
  readonly problems: readonly ImportProblem[]
} {
  const [header, ...body] = rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))
  if (header === undefined) return { table: null, problems: [] }
  const width = header.cells.length
  if (width > MAX_COLUMNS) return { table: null, problems: [tooMany(header, `${count(width)} columns`, MAX_COLUMNS)] }
  if (body.length > MAX_LINES)
    return { table: null, problems: [tooMany(header, `${count(body.length)} rows`, MAX_LINES)] }
  const repeating = new Set(body.filter((row) => repeats(row, header)))
  const tooLong = body.filter(({ cells }) => cells.slice(width).some((cell) => cell.trim() !== ''))
  const fitted = ({ line, cells }: TableRow) => ({
    line,
    cells: header.cells.map((_, at) => cleanText(cells[at] ?? '')),
  })
  return {
    table: { header: fitted(header), rows: body.filter((row) => !repeating.has(row)).map(fitted) },
    problems: [
      ...[...repeating].map(({ line }) => ({ line, field: null, message: 'repeats the header; take this row out' })),
      ...tooLong.map(({ line, cells }) => ({
        line,
        field: null,
        message: `has ${count(cells.length)} cells, the header has ${width}`,
      })),
    ],
  }
}

/** Whether the row is the header once more, as where several tables were put one below the other. */
function repeats({ cells }: TableRow, header: TableRow): boolean {
  return header.cells.every((name, at) => foldColumnName(cells[at] ?? '') === foldColumnName(name))
}

function tooMany({ line }: TableRow, found: string, most: number): ImportProblem {
  return { line, field: null, message: `the table has ${found}, the most is ${count(most)}` }
}

function count(number: number): string {
  return number.toLocaleString('en')
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

export const METADATA_MESSAGE = 'should read "key:value | key:value", each key once'
