import { createHash } from 'node:crypto'
import { open, readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { parseJson } from '../../basics/parse-json.js'
import { KnowledgeError } from '../../errors.js'
import { systemCode } from '../../store/durable-file.js'
import type { QnaPair } from '../qna-pair.js'
import { checkPairs } from './check-pairs.js'
import type { Contradiction, StandingPair } from './contradictions.js'
import type { ImportNote } from './findings/import-note.js'
import type { ImportProblem } from './findings/import-problem.js'
import type { RawImport } from './findings/raw-pair.js'
import { notesOnHtml } from './html-notes.js'
import { ImportError } from './import-error.js'
import { endingOf, HEAD_BYTES, type ImportFormat, importFormat, MAX_BYTES } from './import-format.js'
import { readOwnJson } from './json/own-json.js'
import { notesOnLinks } from './link-notes.js'
import { readQnaMakerJson } from './qna-maker/json.js'
import { isQnaMakerTable, mayBeOldQnaMakerTable, readQnaMakerRows } from './qna-maker/rows.js'
import { readTsv } from './qna-maker/tsv.js'
import { readCsv, type SeparatedRows } from './tables/csv.js'
import { headerBelow } from './tables/header-below.js'
import { headerMissing } from './tables/header-missing.js'
import { readOwnColumns } from './tables/own-columns.js'
import { shownErrors } from './tables/shown-errors.js'
import { asTable } from './tables/table.js'
import { decodeText } from './text/decode-text.js'
import { readXlsx } from './xlsx/read-xlsx.js'

const QNA_PREFIX = 'qna-'

export interface ImportOptions {
  /** language of pairs that name none, e.g. `es`; without it, such pairs are problems */
  readonly defaultLanguage?: string
  /** keys (`pairKey`) of pairs outside the file that its prompts may lead to; none by default */
  readonly knownPairs?: ReadonlySet<string>
  /** pairs outside the file, compared with its pairs to find contradictions; none by default */
  readonly standing?: readonly StandingPair[]
  /** name of the workbook's sheet to read; by default the first that is neither hidden nor empty */
  readonly sheet?: string
  /** prefix for the numbers that QnA Maker gives pairs, `qna-` by default; use a different one for each of its knowledge bases */
  readonly qnaPrefix?: string
  /** where relative links in answers begin; null or absent: they lead nowhere */
  readonly linkBase?: string | null
}

/** The contents of a file; every pair is valid. */
export interface ImportFile {
  readonly pairs: readonly QnaPair[]
  /** hex, of the file's bytes */
  readonly sha256: string
  /** about content that is not imported, or not as its author may expect */
  readonly notes: readonly ImportNote[]
  /** pairs of the file that answer the same question differently from each other, or from `standing` pairs that stay */
  readonly contradictions: readonly Contradiction[]
}

/**
 * Reads a file of pairs: JSON lines or array, CSV, Excel, QnA Maker's TSV or JSON.
 *
 * @throws {KnowledgeError} IMPORT_UNREADABLE when it cannot be opened, is too large or has another format; BAD_INPUT when a
 *   sheet is named but the file is not a workbook
 * @throws {ImportError} IMPORT_INVALID with all its problems
 */
export async function readImportFile(path: string, options: ImportOptions = {}): Promise<ImportFile> {
  try {
    return await readImportBytes(path, await readWithinLimit(path), options)
  } catch (error) {
    const system = systemCode(error)
    if (system === null || error instanceof KnowledgeError) throw error
    const found =
      system === 'ENOENT' ? ({ what: 'no-file', path } as const) : { what: 'file-closed' as const, path, system }
    throw new KnowledgeError('IMPORT_UNREADABLE', found, { do: 'check-path' }, { cause: error })
  }
}

/** The file's bytes; its beginning tells the format, and with it how large the file may be. */
async function readWithinLimit(path: string): Promise<Buffer> {
  const found = await stat(path)
  if (!found.isFile()) {
    throw new KnowledgeError('IMPORT_UNREADABLE', { what: 'path-no-file', path }, { do: 'name-one-file' })
  }
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0)
    const format = importFormat(path, buffer.subarray(0, bytesRead))
    if (found.size > MAX_BYTES[format]) throw tooLarge(path, found.size, format)
    return await readFile(path)
  } finally {
    await file.close()
  }
}

/**
 * Reads pairs from a file's bytes, e.g. of an upload.
 *
 * @param name of the file; its extension helps to detect the format
 * @throws as `readImportFile`
 */
export async function readImportBytes(name: string, bytes: Buffer, options: ImportOptions = {}): Promise<ImportFile> {
  const format = importFormat(name, bytes)
  if (bytes.length > MAX_BYTES[format]) throw tooLarge(name, bytes.length, format)
  const { defaultLanguage = null, knownPairs = new Set(), standing = [] } = options
  const { sheet = null, qnaPrefix = QNA_PREFIX, linkBase = null } = options
  if (sheet !== null && format !== 'xlsx') throw noWorkbook(name)
  const raw = await readRaw(format, name, bytes, sheet, qnaPrefix)
  const { pairs, notes, problems, contradictions } = checkPairs(raw.pairs, { defaultLanguage, knownPairs, standing })
  const all = [...raw.problems, ...problems]
  if (all.length === 0 && pairs.length === 0) all.push({ line: null, field: null, what: 'no-pair' })
  if (all.length > 0) throw new ImportError(basename(name), raw.sheet ?? null, inOrder(all))
  return {
    pairs,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    notes: [...raw.notes, ...notes, ...notesOnLinks(pairs, linkBase), ...notesOnHtml(pairs)],
    contradictions,
  }
}

/** @param sheetName null = not named */
async function readRaw(
  format: ImportFormat,
  name: string,
  bytes: Buffer,
  sheetName: string | null,
  qnaPrefix: string,
): Promise<RawImport> {
  if (format === 'xlsx') {
    const { notes, sheet, ...found } = await readXlsx(bytes, basename(name), sheetName)
    const raw = readRows(found, false, qnaPrefix)
    return { ...raw, notes: [...notes, ...raw.notes], sheet }
  }
  const decoded = decodeText(bytes)
  if (decoded.kind === 'problems') return { pairs: [], problems: decoded.problems, notes: [] }
  switch (format) {
    case 'json':
      return readJson(decoded.text, qnaPrefix)
    case 'csv':
      return readRows(readCsv(decoded.text), false, qnaPrefix)
    case 'tsv':
      return hasTabs(decoded.text)
        ? readRows(readTsv(decoded.text), true, qnaPrefix)
        : readRows(readCsv(decoded.text), false, qnaPrefix)
  }
}

/** Whether the header, or what stands in its place, has several cells; a .txt may hold a table with another separator. */
function hasTabs(text: string): boolean {
  const start = text.length - text.trimStart().length
  const length = text.slice(start).search(/[\n\r]/)
  return text.slice(0, length === -1 ? text.length : start + length).includes('\t')
}

function readJson(text: string, qnaPrefix: string): RawImport {
  const whole = parseJson(text)
  return readQnaMakerJson(text, whole, qnaPrefix) ?? readOwnJson(text, whole)
}

/** @param oldExports whether an old export of QnA Maker is more likely than our own table */
function readRows({ rows, problems }: SeparatedRows, oldExports: boolean, qnaPrefix: string): RawImport {
  const { table, problems: misfits } = asTable(rows)
  if (table === null) return { pairs: [], problems: [...problems, ...misfits], notes: [] }
  const misplaced = headerBelow(table) ?? headerMissing(table)
  if (misplaced !== null) return { pairs: [], problems: [misplaced], notes: [] }
  const told = new Set(problems.map(placeOf))
  const before = [...problems, ...misfits, ...shownErrors(table).filter((problem) => !told.has(placeOf(problem)))]
  const fromQnaMaker = isQnaMakerTable(table) || (oldExports && mayBeOldQnaMakerTable(table))
  const raw = fromQnaMaker ? readQnaMakerRows(table, qnaPrefix) : readOwnColumns(table)
  // Without its columns it is not known what a row should be: whatever seems wrong with it may be right.
  if (raw.problems.some(({ what }) => what === 'column-missing')) return raw
  return { ...raw, problems: [...before, ...raw.problems] }
}

function placeOf({ line, field }: ImportProblem): string {
  return `${line} ${field}`
}

function inOrder(problems: readonly ImportProblem[]): readonly ImportProblem[] {
  return [...problems].sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}

function noWorkbook(name: string): KnowledgeError {
  return new KnowledgeError('BAD_INPUT', { what: 'file-has-no-sheets', file: name }, { do: 'name-no-sheet' })
}

function tooLarge(name: string, bytes: number, format: ImportFormat): KnowledgeError {
  const inMegabytes = (count: number) => Math.ceil(count / 100_000) / 10
  const [ending, most] = [endingOf(format, name), MAX_BYTES[format]]
  return new KnowledgeError(
    'IMPORT_UNREADABLE',
    { what: 'file-too-large', file: name, megabytes: inMegabytes(bytes), ending, most: inMegabytes(most) },
    { do: 'split-file' },
  )
}
