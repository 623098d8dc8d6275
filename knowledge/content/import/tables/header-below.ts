import type { ImportProblem } from '../findings/import-problem.js'
import { knownColumns } from './known-column.js'
import type { Table } from './table.js'

/** Most rows that titles and remarks above a table take up. */
const MOST_ROWS_ABOVE = 20

/** Reports a header that is not the first row, e.g. below a title; null when it is the first, or there is none. */
export function headerBelow({ header, rows }: Table): ImportProblem | null {
  if (isHeader(header.cells)) return null
  const below = rows.slice(0, MOST_ROWS_ABOVE).find(({ cells }) => isHeader(cells))
  if (below === undefined) return null
  return { line: header.line, field: null, what: 'header-below', headerLine: below.line }
}

function isHeader(cells: readonly string[]): boolean {
  const columns = knownColumns(cells)
  return columns.includes('question') && columns.includes('answer')
}
