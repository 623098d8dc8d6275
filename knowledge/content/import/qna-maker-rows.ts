import { derivedId } from './derived-id.js'
import { type ImportProblem, quoted } from './import-error.js'
import { type QnaMakerPrompt, readQnaMakerPrompts } from './qna-maker-prompts.js'
import type { RawImport, RawPair } from './raw-pair.js'
import { foldColumnName, METADATA_MESSAGE, splitMetadata, type Table } from './table.js'

const COLUMNS = [
  'question',
  'answer',
  'source',
  'metadata',
  'suggestedquestions',
  'iscontextonly',
  'prompts',
  'qnaid',
  'language',
  'lang',
] as const
type Column = (typeof COLUMNS)[number]

/** Columns that nobody but QnA Maker writes. */
const MARKS: readonly string[] = ['qnaid', 'suggestedquestions', 'iscontextonly']

export function isQnaMakerColumn(name: string): boolean {
  return COLUMNS.some((column) => column === foldColumnName(name))
}

/** Whether the table is an export of QnA Maker or of Custom Question Answering. */
export function isQnaMakerTable({ header }: Table): boolean {
  return header.cells.some((name) => MARKS.includes(foldColumnName(name)))
}

/** Whether nothing in the table's header speaks against an old export, which has no column of its own. */
export function mayBeOldQnaMakerTable({ header }: Table): boolean {
  const names = header.cells.map(foldColumnName)
  return names.includes('question') && names.includes('answer') && header.cells.every(isQnaMakerColumn)
}

type Row = Readonly<Record<Column, string>> & { readonly line: number }

/** The rows of one pair, in order, with what the pair is called in the file and here. */
interface Group {
  readonly qnaId: string | null
  readonly id: string
  readonly first: Row
  readonly rows: readonly Row[]
}

/**
 * Pairs from the table that QnA Maker exports: one row per phrasing, joined by `QnaId`, or by their answer where an old
 * export has none. A pair is called `qna-` and its QnaId. The source `Editorial` means "written here" and becomes none.
 */
export function readQnaMakerRows({ header, rows: cells }: Table): RawImport {
  const at = columnPositions(header.cells)
  const missing = (['question', 'answer'] as const).filter((column) => at[column] === -1)
  if (missing.length > 0) {
    const problems = missing.map((field) => ({ line: header.line, field, message: 'there is no such column' }))
    return { pairs: [], problems, notes: [] }
  }
  const rows = cells.map((row) => rowAt(row.cells, row.line, at))
  const groups = group(rows)
  const ids = new Map(groups.flatMap(({ qnaId, id }) => (qnaId === null ? [] : [[qnaId, id] as const])))
  const read = groups.map((found) => readGroup(found, ids))
  return {
    pairs: read.map(({ pair }) => pair),
    problems: read.flatMap(({ problems }) => problems),
    notes: notesAbout(rows, groups),
  }
}

function columnPositions(header: readonly string[]): Readonly<Record<Column, number>> {
  const names = header.map(foldColumnName)
  return Object.fromEntries(COLUMNS.map((column) => [column, names.indexOf(column)])) as Record<Column, number>
}

function rowAt(cells: readonly string[], line: number, at: Readonly<Record<Column, number>>): Row {
  const row = Object.fromEntries(COLUMNS.map((column) => [column, (cells[at[column]] ?? '').trim()]))
  return { ...(row as Record<Column, string>), line }
}

function group(rows: readonly Row[]): readonly Group[] {
  const byKey = new Map<string, Row[]>()
  for (const row of rows) {
    const key = row.qnaid === '' ? `answer ${row.language || row.lang} ${row.answer}` : `id ${row.qnaid}`
    const found = byKey.get(key)
    if (found === undefined) byKey.set(key, [row])
    else found.push(row)
  }
  return [...byKey.values()].flatMap((found) => {
    const [first] = found
    if (first === undefined) return []
    const qnaId = first.qnaid === '' ? null : first.qnaid
    return [
      {
        qnaId,
        id: qnaId === null ? derivedId(first.question || `row ${first.line}`) : `qna-${qnaId}`,
        first,
        rows: found,
      },
    ]
  })
}

function readGroup(
  { id, first, rows }: Group,
  ids: ReadonlyMap<string, string>,
): { readonly pair: RawPair; readonly problems: readonly ImportProblem[] } {
  const problems: ImportProblem[] = rows
    .filter(({ answer }) => answer !== first.answer)
    .map(({ line }) => ({
      line,
      field: 'answer',
      message: `differs from the answer of the same QnaId on line ${first.line}`,
    }))
  const phrasings = rows.filter(({ question }) => question !== '')
  const [asked, ...alternates] = phrasings
  const metadata = readMetadata(rows, problems)
  const language = first.language || first.lang || metadata?.language || metadata?.lang
  const pair: RawPair = {
    line: first.line,
    alternateLines: alternates.map(({ line }) => line),
    fields: {
      id,
      ...(language ? { language } : {}),
      ...(asked === undefined ? {} : { question: withNewlines(asked.question) }),
      alternateQuestions: alternates.map(({ question }) => withNewlines(question)),
      ...(first.answer === '' ? {} : { answer: withNewlines(first.answer) }),
      source: /^(editorial)?$/i.test(first.source) ? null : first.source,
      metadata: metadata ?? {},
      prompts: readPrompts(rows, ids, problems),
    },
  }
  return { pair, problems }
}

function readMetadata(rows: readonly Row[], problems: ImportProblem[]): Readonly<Record<string, string>> | null {
  const row = rows.find((each) => each.metadata !== '')
  if (row === undefined) return null
  const metadata = splitMetadata(row.metadata)
  if (metadata === null) problems.push({ line: row.line, field: 'metadata', message: METADATA_MESSAGE })
  return metadata && Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), value]))
}

function readPrompts(rows: readonly Row[], ids: ReadonlyMap<string, string>, problems: ImportProblem[]) {
  const row = rows.find(({ prompts }) => prompts !== '' && prompts !== '[]')
  if (row === undefined) return []
  const { line } = row
  const prompts = readQnaMakerPrompts(row.prompts)
  if (prompts === null) {
    const message = 'should be a JSON list such as [{"DisplayOrder":0,"QnaId":2,"DisplayText":"Fees"}]'
    problems.push({ line, field: 'prompts', message })
    return []
  }
  return prompts.flatMap(({ displayText, qnaId }: QnaMakerPrompt, position) => {
    const pairId = ids.get(qnaId)
    if (pairId !== undefined) return [{ displayText, pairId }]
    const message = `${quoted(displayText)} leads to QnaId ${quoted(qnaId)}, which is not in the file`
    problems.push({ line, field: `prompts.${position}`, message })
    return []
  })
}

function notesAbout(rows: readonly Row[], groups: readonly Group[]): readonly string[] {
  const suggestions = rows.filter(({ suggestedquestions: cell }) => cell !== '' && cell !== '[]').length
  const contextOnly = groups.filter(({ first }) => /^(true|1|verdadero)$/i.test(first.iscontextonly)).length
  return [
    ...(suggestions > 0 ? [`SuggestedQuestions of ${suggestions} rows are not imported: nobody approved them`] : []),
    ...(contextOnly > 0 ? [`IsContextOnly of ${contextOnly} pairs is not kept: they answer on their own too`] : []),
  ]
}

/** The export writes a line's end inside a cell as the two characters `\n`. */
function withNewlines(text: string): string {
  return text.replace(/\\r\\n|\\[rn]/g, '\n')
}
