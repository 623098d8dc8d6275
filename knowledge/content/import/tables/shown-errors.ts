import { excerpt } from '../findings/excerpt.js'
import type { ImportProblem } from '../findings/import-problem.js'
import { knownColumns } from './known-column.js'
import type { Table } from './table.js'

/** Error values as spreadsheet programs save them in plain text, in English, Spanish and neighbouring languages. */
const ERRORS = [
  ...[
    '#N/A',
    '#N/D',
    '#NULL!',
    '#¡NULO!',
    '#NULO!',
    '#DIV/0!',
    '#¡DIV/0!',
    '#VALUE!',
    '#¡VALOR!',
    '#VALOR!',
    '#VALEUR!',
  ],
  ...['#REF!', '#¡REF!', '#NAME?', '#¿NOMBRE?', '#NOME?', '#NOM?', '#NUM!', '#¡NUM!', '#NÚM!', '#NOMBRE!'],
  ...['#SPILL!', '#DESBORDAMIENTO!', '#CALC!', '#¡CALC!', '#WERT!', '#BEZUG!', '#ZAHL!', '#NV'],
]

/** Problems of imported cells that contain only such an error: their value is lost. */
export function shownErrors({ header, rows }: Table): readonly ImportProblem[] {
  const columns = knownColumns(header.cells)
  return rows.flatMap(({ line, cells }) =>
    cells.flatMap((cell, at) => {
      const field = columns[at] ?? null
      if (field === null || !ERRORS.includes(cell.trim())) return []
      return [{ line, field, what: 'error-of-spreadsheet', error: excerpt(cell) } as const]
    }),
  )
}
