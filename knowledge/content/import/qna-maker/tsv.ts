import { readSeparated, type SeparatedRows } from '../tables/csv.js'

/**
 * The rows of a tab-separated file. QnA Maker writes cells unquoted, and quotation marks in them are plain text; a
 * spreadsheet program that saves the file again quotes them. Both forms are read.
 */
export function readTsv(text: string): SeparatedRows {
  const plain = { rows: plainRows(text), problems: [] }
  const cells = plain.rows.flatMap((row) => row.cells)
  if (!cells.some((cell) => cell.startsWith('"'))) return plain
  if (cells.every((cell) => !cell.startsWith('"') || isQuoted(cell))) {
    return { rows: plain.rows.map(({ line, cells }) => ({ line, cells: cells.map(unquote) })), problems: [] }
  }
  // A cell that opens a quotation and does not close it: either a cell of several lines, or a plain quotation mark.
  const written = plain.rows.filter(({ cells }) => cells.join('').trim() !== '')
  const width = written[0]?.cells.length ?? 0
  if (written.every((row) => row.cells.length === width)) return plain
  const quoted = readSeparated(text, '\t')
  if (quoted.problems.length > 0) return plain
  const swallowing = quoted.rows.filter((row) => row.cells.some((cell) => holdsRows(cell, width)))
  return {
    rows: quoted.rows,
    problems: swallowing.map(({ line }) => ({ line, field: null, what: 'quotation-mark-swallows' })),
  }
}

/** Whether a cell contains so many tabs that it must have swallowed whole rows. */
function holdsRows(cell: string, width: number): boolean {
  return cell.includes('\n') && cell.split('\t').length >= width
}

function plainRows(text: string) {
  return text.split(/\r\n?|\n/).map((line, index) => ({ line: index + 1, cells: line.split('\t') }))
}

/** Whether the whole cell is quoted, with its inner quotation marks doubled. */
function isQuoted(cell: string): boolean {
  return (
    cell.length > 1 &&
    cell.startsWith('"') &&
    cell.endsWith('"') &&
    !cell.slice(1, -1).replaceAll('""', '').includes('"')
  )
}

function unquote(cell: string): string {
  return isQuoted(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell
}
