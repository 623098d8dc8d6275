import { counted } from '../../counted.js'
import { derivedId } from './derived-id.js'
import { type ImportProblem, quoted } from './import-error.js'
import { columnProblems, fieldOfColumn, unusedColumns } from './own-columns.js'
import { type QnaMakerPrompt, readQnaMakerPrompts } from './qna-maker-prompts.js'
import type { RawImport, RawPair } from './raw-pair.js'
import { foldColumnName, METADATA_MESSAGE, splitItems, splitMetadata, type Table } from './table.js'

/** Columns of the export that a table of one's own has no name for; what they hold is no field of a pair. */
const OWN_COLUMNS = ['suggestedquestions', 'iscontextonly', 'qnaid'] as const

/** Fields that the export has columns for; `language` is what those add who mix languages. */
const EXPORTED_FIELDS = ['question', 'answer', 'source', 'metadata', 'prompts', 'language'] as const

/** Fields that somebody may have added to the export, as in a table of one's own; their cells are taken as they are. */
const ADDED_TEXTS = ['validFrom', 'validUntil', 'legalBasis', 'owner'] as const

const COLUMNS = [...OWN_COLUMNS, ...EXPORTED_FIELDS, 'alternateQuestions', ...ADDED_TEXTS] as const
type Column = (typeof COLUMNS)[number]

/** What a column of this name holds in a table of QnA Maker; null when nothing that is imported. */
function columnNamed(name: string): Column | null {
  const known = fieldOfColumn(name) ?? foldColumnName(name)
  return COLUMNS.find((column) => column === known) ?? null
}

/** Whether only QnA Maker's tables have a column of this name. */
export function isQnaMakerColumn(name: string): boolean {
  return OWN_COLUMNS.some((column) => column === foldColumnName(name))
}

/** Whether the table is an export of QnA Maker or of Custom Question Answering. */
export function isQnaMakerTable({ header }: Table): boolean {
  return header.cells.some(isQnaMakerColumn)
}

/** Whether nothing in the table's header speaks against an old export, which has no column of its own. */
export function mayBeOldQnaMakerTable({ header }: Table): boolean {
  const names = header.cells.map(foldColumnName)
  const exported: readonly string[] = [...EXPORTED_FIELDS, 'lang']
  return names.includes('question') && names.includes('answer') && names.every((name) => exported.includes(name))
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
 * Pairs from the table that QnA Maker exports: one row per phrasing, joined by `QnaId`, or where an old export has none by
 * everything but the question. A pair is called by its QnaId, which counts from 1 in every knowledge base. The source `Editorial` means "written here" and becomes
 * none. Further columns may hold what the export has no column for, under the names that they have in a table of one's own.
 *
 * @param prefix what comes before the QnaId in a pair's id
 */
export function readQnaMakerRows({ header, rows: cells }: Table, prefix: string): RawImport {
  const columns = header.cells.map(columnNamed)
  const problems = columnProblems(header, columns)
  if (problems.length > 0) return { pairs: [], problems, notes: [] }
  const at = Object.fromEntries(COLUMNS.map((column) => [column, columns.indexOf(column)])) as Record<Column, number>
  const rows = cells.map((row) => rowAt(row.cells, row.line, at))
  const groups = group(rows, prefix)
  const ids = new Map(groups.flatMap(({ qnaId, id }) => (qnaId === null ? [] : [[qnaId, id] as const])))
  const read = groups.map((found) => readGroup(found, ids))
  return {
    pairs: read.map(({ pair }) => pair),
    problems: read.flatMap((each) => each.problems),
    notes: [...unusedColumns(header, columns), ...notesAbout(rows, groups)],
  }
}

function rowAt(cells: readonly string[], line: number, at: Readonly<Record<Column, number>>): Row {
  const row = Object.fromEntries(COLUMNS.map((column) => [column, (cells[at[column]] ?? '').trim()]))
  const named = row as Record<Column, string>
  return { ...named, prompts: named.prompts === '[]' ? '' : named.prompts, line }
}

function group(rows: readonly Row[], prefix: string): readonly Group[] {
  const byKey = new Map<string, Row[]>()
  for (const row of rows) {
    const { qnaid, question: _, alternateQuestions: __, line: ___, ...rest } = row
    const key = qnaid === '' ? JSON.stringify(rest) : qnaid
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
        id: qnaId === null ? derivedId(first.question || `row ${first.line}`) : `${prefix}${qnaId}`,
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
  const problems = [...contradictions(rows, first)]
  const phrasings = rows.flatMap(phrasingsOf)
  const [asked, ...alternates] = phrasings
  const metadata = readMetadata(rows, problems)
  const language = said(rows, 'language')?.text ?? metadata?.language ?? metadata?.lang
  const source = said(rows, 'source')?.text ?? EDITORIAL
  const pair: RawPair = {
    line: first.line,
    alternateLines: alternates.map(({ line }) => line),
    fields: {
      id,
      ...(language === undefined ? {} : { language }),
      ...(asked === undefined ? {} : { question: asked.text }),
      alternateQuestions: alternates.map(({ text }) => text),
      ...(first.answer === '' ? {} : { answer: withNewlines(first.answer) }),
      source: source.toLowerCase() === EDITORIAL ? null : source,
      metadata: metadata ?? {},
      prompts: readPrompts(rows, ids, problems),
      ...Object.fromEntries(ADDED_TEXTS.map((field) => [field, said(rows, field)?.text])),
    },
  }
  return { pair, problems }
}

/** Source of what was written in QnA Maker's own editor. */
const EDITORIAL = 'editorial'

interface Said {
  readonly line: number
  readonly text: string
}

/** What the first row says that has something in the column; null when none has. */
function said(rows: readonly Row[], column: Column): Said | null {
  const row = rows.find((each) => each[column] !== '')
  return row === undefined ? null : { line: row.line, text: row[column] }
}

function phrasingsOf({ line, question, alternateQuestions }: Row): readonly Said[] {
  const all = [withNewlines(question), ...splitItems(alternateQuestions)]
  return all.filter((text) => text !== '').map((text) => ({ line, text }))
}

/** Columns that say the same in every row of a pair; an answer may not even be left out. */
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
  return { line, field, message: `differs from the ${field} of the same QnaId on line ${earlier}` }
}

function readMetadata(rows: readonly Row[], problems: ImportProblem[]): Readonly<Record<string, string>> | null {
  const found = said(rows, 'metadata')
  if (found === null) return null
  const metadata = splitMetadata(found.text)
  if (metadata === null) problems.push({ line: found.line, field: 'metadata', message: METADATA_MESSAGE })
  return metadata && Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), value]))
}

function readPrompts(rows: readonly Row[], ids: ReadonlyMap<string, string>, problems: ImportProblem[]) {
  const found = said(rows, 'prompts')
  if (found === null) return []
  const { line } = found
  const prompts = readQnaMakerPrompts(found.text)
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
    ...(suggestions > 0
      ? [`SuggestedQuestions of ${counted(suggestions, 'row')} are not imported: nobody approved them`]
      : []),
    ...(contextOnly > 0
      ? [`IsContextOnly of ${counted(contextOnly, 'pair')} is not kept: such pairs answer on their own too`]
      : []),
  ]
}

/** The export writes a line's end inside a cell as the two characters `\n`. */
function withNewlines(text: string): string {
  return text.replace(/\\r\\n|\\[rn]/g, '\n')
}
