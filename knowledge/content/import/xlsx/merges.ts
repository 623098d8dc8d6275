import type { ImportProblem } from '../findings/import-problem.js'
import type { TableRow } from '../tables/table.js'
import { columnNumber } from './unpack-workbook.js'
import { tagsOf } from './xml.js'

/**
 * Problems of cells that were merged over the rows of several pairs: only the first has the value, and it is unclear whether
 * the value is meant for all.
 *
 * @param rows of the whole sheet, from the first
 * @param columns the field of each; null = not imported
 */
export function mergedOverRows(
  sheetXml: string,
  rows: readonly TableRow[],
  columns: readonly (string | null)[],
): readonly ImportProblem[] {
  const filled = nextFilled(rows)
  return [...tagsOf(sheetXml, 'mergeCell')].flatMap(({ attributes }) => {
    const [, letters = '', from = '', to = ''] =
      /^([A-Z]{1,3})(\d+):[A-Z]{1,3}(\d+)$/.exec(attributes.get('ref') ?? '') ?? []
    const field = columns[columnNumber(letters) - 1] ?? null
    const first = rows[Number(from) - 1]?.cells[columnNumber(letters) - 1] ?? ''
    const second = filled[Number(from)] ?? Number.POSITIVE_INFINITY
    if (field === null || first.trim() === '' || second >= Number(to)) return []
    const merged = { cell: `${letters}${second + 1}`, into: `${letters}${from}` }
    return [{ line: second + 1, field, what: 'cell-merged', ...merged } as const]
  })
}

/** For each row's index, the index of the first non-empty row from there on. */
function nextFilled(rows: readonly TableRow[]): readonly number[] {
  let next = Number.POSITIVE_INFINITY
  const found = [...rows].reverse().map(({ cells }, fromEnd) => {
    if (cells.some((cell) => cell.trim() !== '')) next = rows.length - 1 - fromEnd
    return next
  })
  return found.reverse()
}
