import { readSeparated, type SeparatedRows } from './csv.js'

/**
 * The rows of a tab-separated file. QnA Maker writes cells as they are, with quotation marks that mean nothing; a
 * spreadsheet program that has saved the file again quotes them. Both are read.
 */
export function readTsv(text: string): SeparatedRows {
  const plain = { rows: plainRows(text), problems: [] }
  const cells = plain.rows.flatMap((row) => row.cells)
  if (!cells.some((cell) => cell.startsWith('"'))) return plain
  if (cells.every((cell) => !cell.startsWith('"') || isQuoted(cell))) {
    return { rows: plain.rows.map(({ line, cells }) => ({ line, cells: cells.map(unquote) })), problems: [] }
  }
  // A cell that opens a quotation and does not close it: a cell of several lines, or a quotation mark that means nothing.
  const quoted = readSeparated(text, '\t')
  return quoted.problems.length === 0 ? quoted : plain
}

function plainRows(text: string) {
  return text.split(/\r\n?|\n/).map((line, index) => ({ line: index + 1, cells: line.split('\t') }))
}

/** Whether the cell is one whole quotation, its inner quotation marks doubled. */
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
