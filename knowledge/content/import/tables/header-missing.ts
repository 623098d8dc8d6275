import { excerpt } from '../findings/excerpt.js'
import type { ImportProblem } from '../findings/import-problem.js'
import { knownColumns } from './known-column.js'
import type { Table } from './table.js'

/** Most cells that are shown. */
const SHOWN_CELLS = 5

/** Reports a first row that reads like a pair, not like names of columns; null when it may be a header. */
export function headerMissing({ header: { line, cells } }: Table): ImportProblem | null {
  const filled = cells.filter((cell) => cell.trim() !== '')
  const named = knownColumns(cells).some((column) => column !== null)
  if (named || filled.length < 2 || !filled.some(readsLikeText)) return null
  return { line, field: null, what: 'header-missing', cells: filled.slice(0, SHOWN_CELLS).map(excerpt) }
}

/** Longer than any name of a column. */
const MOST_NAME_CHARS = 100
/** An abbreviated name ends with a full stop, too. */
const LEAST_WORDS = 3

function readsLikeText(cell: string): boolean {
  const text = cell.trim()
  const sentence = /[.!…。]["»”')]*$/u.test(text) && text.split(/\s+/).length >= LEAST_WORDS
  return sentence || text.length > MOST_NAME_CHARS || /^[¿¡]|[?？؟;]["»”')]*$/u.test(text)
}
