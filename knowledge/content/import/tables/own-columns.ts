import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem } from '../findings/import-problem.js'
import type { RawImport, RawPair } from '../findings/raw-pair.js'
import { derivedId } from '../text/derived-id.js'
import { fieldsOfNames, NAMES_SHOWN, NEEDED_FIELDS } from './column-names.js'
import { splitItems, splitMetadata, type Table, type TableRow } from './table.js'

const SHOWN_COLUMNS = 20

/**
 * Pairs from a table with one row per pair. Alternate questions and prompts are one per line of their cell, or separated
 * by `|`; a prompt reads `text on the button > id of the pair`. A row without an id gets the result of `derivedId`.
 */
export function readOwnColumns({ header, rows }: Table): RawImport {
  const columns = fieldsOfNames(header.cells)
  const problems = columnProblems(header, columns)
  if (problems.length > 0) return { pairs: [], problems, notes: [] }
  const read = rows.map((row) => readRow(row, columns))
  return {
    pairs: read.map(({ pair }) => pair),
    problems: read.flatMap((row) => row.problems),
    notes: unusedColumns(header, columns),
  }
}

/** Notes which columns are not imported. @param columns the field of each; null = not imported */
export function unusedColumns({ cells }: TableRow, columns: readonly (string | null)[]): readonly ImportNote[] {
  const unused = cells.filter((name, at) => columns[at] === null && name.trim() !== '')
  return unused.map((name) => ({ what: 'column-left-out', column: excerpt(name) }))
}

/** Columns that are missing or occur twice, so that the table cannot be read. @param columns as in `unusedColumns` */
export function columnProblems(
  { line, cells }: TableRow,
  columns: readonly (string | null)[],
): readonly ImportProblem[] {
  const missing = NEEDED_FIELDS.filter((field) => !columns.includes(field))
  const found = cells.slice(0, SHOWN_COLUMNS).map(excerpt)
  const twice = columns.filter((field, at) => field !== null && columns.indexOf(field) !== at)
  return [
    ...missing.map(
      (field) => ({ line, field, what: 'column-missing', columns: found, names: NAMES_SHOWN[field] }) as const,
    ),
    ...twice.map((field) => ({ line, field, what: 'column-twice' }) as const),
  ]
}

function readRow(
  { line, cells }: TableRow,
  columns: readonly (string | null)[],
): { readonly pair: RawPair; readonly problems: readonly ImportProblem[] } {
  const fields: Record<string, unknown> = {}
  const problems: ImportProblem[] = []
  for (const [at, field] of columns.entries()) {
    const cell = cells[at] ?? ''
    if (field === null || cell.trim() === '') continue
    const value = readCell(field, cell)
    if (value === null)
      problems.push({ line, field, what: field === 'metadata' ? 'metadata-malformed' : 'prompts-malformed' })
    else fields[field] = value
  }
  const idFromFile = fields.id !== undefined
  // A row without a question is refused for that; a second problem about its id would not help.
  fields.id ??= derivedId(typeof fields.question === 'string' ? fields.question : `row ${line}`)
  return { pair: { line, fields, idFromFile }, problems }
}

/** The cell's value for the field; null for metadata or prompts that cannot be read. */
function readCell(field: string, cell: string): unknown {
  if (field === 'alternateQuestions') return splitItems(cell)
  if (field === 'metadata') return splitMetadata(cell)
  if (field === 'prompts') return splitPrompts(cell)
  return cell
}

function splitPrompts(cell: string): readonly unknown[] | null {
  const prompts = splitItems(cell).map((item) => {
    const arrow = item.lastIndexOf('>')
    return { displayText: item.slice(0, Math.max(arrow, 0)).trim(), pairId: item.slice(arrow + 1).trim() }
  })
  return prompts.every(({ displayText, pairId }) => displayText !== '' && pairId !== '') ? prompts : null
}
