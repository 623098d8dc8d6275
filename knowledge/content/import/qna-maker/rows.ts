import { parseJson } from '../../../basics/parse-json.js'
import { samePhrasing } from '../../../text/same-phrasing.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem } from '../findings/import-problem.js'
import type { RawImport } from '../findings/raw-pair.js'
import { noteOnRepeats, placesOf } from '../findings/repeat-note.js'
import { isQnaMakerColumn, knownColumns, QNA_MAKER_COLUMNS } from '../tables/known-column.js'
import { columnProblems, unusedColumns } from '../tables/own-columns.js'
import { foldColumnName, splitItems, splitMetadata, type Table } from '../tables/table.js'
import { ADDED_TEXTS, asRawPairs, notesOnExport, type QnaMakerPair } from './pairs.js'
import { readQnaMakerPrompts } from './prompts.js'

/** Fields that the export has columns for; editors who mix languages add `language`. */
const EXPORTED_FIELDS = ['question', 'answer', 'source', 'metadata', 'prompts', 'language'] as const

const COLUMNS = [...QNA_MAKER_COLUMNS, ...EXPORTED_FIELDS, 'alternateQuestions', ...ADDED_TEXTS] as const
type Column = (typeof COLUMNS)[number]

/** The meaning of each column in a table of QnA Maker; null when the column is not imported. */
function columnsNamed(names: readonly string[]): readonly (Column | null)[] {
  return knownColumns(names).map((known) => COLUMNS.find((column) => column === known) ?? null)
}

/** Whether the table is an export of QnA Maker or of Custom Question Answering. */
export function isQnaMakerTable({ header }: Table): boolean {
  return header.cells.some(isQnaMakerColumn)
}

/** Whether the header fits an old export, which has no column that only QnA Maker uses. */
export function mayBeOldQnaMakerTable({ header }: Table): boolean {
  const names = header.cells.map(foldColumnName)
  const exported: readonly string[] = [...EXPORTED_FIELDS, 'lang']
  return names.includes('question') && names.includes('answer') && names.every((name) => exported.includes(name))
}

type Row = Readonly<Record<Column, string>> & { readonly line: number }

/** The rows of one pair, in order. */
interface Group {
  readonly first: Row
  readonly rows: readonly Row[]
}

/**
 * Pairs from the table that QnA Maker exports: one row per phrasing, grouped by `QnaId`, or in old exports without it by
 * everything except the question. Further columns may hold other fields, under the names they have in our own tables.
 *
 * @param prefix prepended to the QnaId in a pair's id
 */
export function readQnaMakerRows({ header, rows: cells }: Table, prefix: string): RawImport {
  const columns = columnsNamed(header.cells)
  const missing = columnProblems(header, columns)
  if (missing.length > 0) return { pairs: [], problems: missing, notes: [] }
  const at = Object.fromEntries(COLUMNS.map((column) => [column, columns.indexOf(column)])) as Record<Column, number>
  const rows = cells.map((row) => rowAt(row.cells, row.line, at))
  const groups = group(rows)
  const problems: ImportProblem[] = []
  const exported = groups.map((found) => readGroup(found, problems))
  const { pairs, problems: unled } = asRawPairs(exported, prefix)
  return {
    pairs,
    problems: [...problems, ...unled],
    notes: [...unusedColumns(header, columns), ...notesAbout(rows, groups)],
  }
}

function rowAt(cells: readonly string[], line: number, at: Readonly<Record<Column, number>>): Row {
  const row = Object.fromEntries(COLUMNS.map((column) => [column, (cells[at[column]] ?? '').trim()]))
  const named = row as Record<Column, string>
  return { ...named, prompts: named.prompts === '[]' ? '' : named.prompts, line }
}

function group(rows: readonly Row[]): readonly Group[] {
  const byKey = new Map<string, Row[]>()
  for (const row of rows) {
    const { qnaid, question: _, alternateQuestions: __, line: ___, ...rest } = row
    const key = qnaid === '' ? JSON.stringify(rest) : qnaid
    const found = byKey.get(key)
    if (found === undefined) byKey.set(key, [row])
    else found.push(row)
  }
  return [...byKey.values()].flatMap((found) => (found[0] === undefined ? [] : [{ first: found[0], rows: found }]))
}

function readGroup({ first, rows }: Group, problems: ImportProblem[]): QnaMakerPair {
  problems.push(...contradictions(rows, first))
  return {
    line: first.line,
    qnaId: first.qnaid === '' ? null : first.qnaid,
    phrasings: rows.flatMap(phrasingsOf),
    answer: first.answer === '' ? undefined : first.answer,
    source: said(rows, 'source')?.text,
    metadata: readMetadata(rows, problems),
    language: said(rows, 'language')?.text,
    prompts: readPrompts(rows, problems),
    promptsLine: said(rows, 'prompts')?.line ?? first.line,
    added: Object.fromEntries(ADDED_TEXTS.map((field) => [field, said(rows, field)?.text])),
  }
}

interface Said {
  readonly line: number
  readonly text: string
}

/** The first non-empty cell of the column; null when there is none. */
function said(rows: readonly Row[], column: Column): Said | null {
  const row = rows.find((each) => each[column] !== '')
  return row === undefined ? null : { line: row.line, text: row[column] }
}

function phrasingsOf({ line, question, alternateQuestions }: Row): readonly Said[] {
  const all = [question, ...splitItems(alternateQuestions)]
  return all.filter((text) => text !== '').map((text) => ({ line, text }))
}

/** Columns that must not differ between the rows of a pair but may be empty; the answer may not even be empty. */
const SHARED = ['language', 'source', 'metadata', 'prompts', ...ADDED_TEXTS] as const

function contradictions(rows: readonly Row[], first: Row): readonly ImportProblem[] {
  const answers = rows
    .filter(({ answer }) => answer !== first.answer)
    .map(({ line }) => differs(line, 'answer', first.line))
  const others = SHARED.flatMap((column) => {
    const found = said(rows, column)
    const differing = rows.filter((row) => row[column] !== '' && row[column] !== found?.text)
    return differing.map(({ line }) => differs(line, column, found?.line ?? first.line))
  })
  return [...answers, ...others]
}

function differs(line: number, field: Column, earlier: number): ImportProblem {
  return { line, field, what: 'differs-from-first', column: field, firstLine: earlier }
}

function readMetadata(rows: readonly Row[], problems: ImportProblem[]): Readonly<Record<string, string>> {
  const found = said(rows, 'metadata')
  if (found === null) return {}
  const metadata = splitMetadata(found.text)
  if (metadata === null) problems.push({ line: found.line, field: 'metadata', what: 'metadata-malformed' })
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key.toLowerCase(), value]))
}

function readPrompts(rows: readonly Row[], problems: ImportProblem[]) {
  const found = said(rows, 'prompts')
  if (found === null) return []
  const prompts = readQnaMakerPrompts(parseJson(found.text))
  if (prompts === null) problems.push({ line: found.line, field: 'prompts', what: 'prompts-no-list' })
  return prompts ?? []
}

function notesAbout(rows: readonly Row[], groups: readonly Group[]): readonly ImportNote[] {
  const suggestions = rows.filter(({ suggestedquestions: cell }) => cell !== '' && cell !== '[]').length
  const repeated = groups.filter(({ first }) => first.qnaid === '').flatMap(repeatedRows)
  const contextOnly = groups.filter(({ first }) => /^(true|1|verdadero)$/i.test(first.iscontextonly)).length
  return [
    ...notesOnExport('suggestions-in-rows-left-out', suggestions, contextOnly),
    ...noteOnRepeats('pairs-repeated', repeated),
  ]
}

/** Rows that ask what an earlier row of the pair asks. */
function repeatedRows({ rows }: Group): readonly string[] {
  const first = new Map<string, number>()
  return rows.flatMap(({ line, question }) => {
    const earlier = first.get(samePhrasing(question))
    if (earlier !== undefined) return [placesOf(earlier, line)]
    first.set(samePhrasing(question), line)
    return []
  })
}
