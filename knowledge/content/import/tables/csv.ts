import { CsvError, parse } from 'csv-parse/sync'
import type { ImportProblem, Wrong } from '../findings/import-problem.js'
import { detectSeparator } from './separator.js'
import { MAX_COLUMNS, type TableRow } from './table.js'

export interface SeparatedRows {
  readonly rows: readonly TableRow[]
  readonly problems: readonly ImportProblem[]
}

/** Longer than any row of a valid pair: a longer row has lost a quotation mark. */
const MAX_ROW_CHARS = 1_000_000

/** The rows of a CSV file whose separator is a comma, semicolon, tab or vertical bar. */
export function readCsv(text: string): SeparatedRows {
  const declared = /^sep=([,;\t|])\r?\n/i.exec(text)?.[1]
  // Excel's own first line is blanked, not removed, so that line numbers stay right.
  const body = declared === undefined ? text : text.replace(/^.*/, '')
  return readSeparated(body, declared ?? detectSeparator(body))
}

/** More errors than this are one repeated mistake; each costs a restart of the parser. */
const MAX_QUOTE_ERRORS = 100

/** @param separator one character */
export function readSeparated(text: string, separator: string): SeparatedRows {
  const lines = new Lines(text.replace(/\r\n?/g, '\n'))
  const rows: TableRow[] = []
  const problems: ImportProblem[] = []
  const wide = tooWide(lines.lineAfter(lines.nextAfter(0) - 1), separator)
  if (wide !== null) return { rows, problems: [{ line: lines.nextAfter(0), field: null, ...wide }] }
  let read = 0
  while (read < lines.count) {
    const { end, error } = readUntilError(lines, read, separator, rows)
    if (error === null) break
    const line = lines.nextAfter(end)
    if (problems.length === MAX_QUOTE_ERRORS) {
      problems.push({ line, field: null, what: 'given-up' })
      break
    }
    problems.push({ line, field: null, ...wrongWith(lines.lineAfter(line - 1), separator, error.line, line) })
    // Restart at the failing line: if it is the middle of a cell, it fails again. An unclosed quotation does not tell where it went wrong.
    read = error.endless ? line : error.line
  }
  return { rows, problems }
}

/** What keeps a row from being read: it is itself too wide or too long, or a quotation mark in it takes in what follows. */
function wrongWith(written: string, separator: string, noticed: number, line: number): Wrong {
  if (written.length <= MAX_ROW_CHARS) {
    return { what: 'quotation-mark-misplaced', noticedOn: noticed === line ? null : noticed }
  }
  return tooWide(written, separator) ?? { what: 'row-too-large', characters: written.length, most: MAX_ROW_CHARS }
}

/** A line that has too many cells even if all separators in quotation marks are left out. */
function tooWide(written: string, separator: string): Wrong | null {
  if (written.length <= MAX_COLUMNS) return null
  const columns = written.replace(/"[^"]*"/g, '').split(separator).length
  return columns > MAX_COLUMNS ? { what: 'table-too-wide', columns, most: MAX_COLUMNS } : null
}

/**
 * @param after number of lines to skip
 * @returns `end`: last line of the last good row; `error.line`: the line on which reading failed
 */
function readUntilError(lines: Lines, after: number, separator: string, rows: TableRow[]) {
  let end = after
  try {
    parse(lines.textAfter(after), {
      delimiter: separator,
      record_delimiter: '\n',
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: MAX_ROW_CHARS,
      on_record: (cells: string[], info) => {
        rows.push({ line: lines.nextAfter(end), cells })
        end = after + info.lines
        return null
      },
    })
    return { end, error: null }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    return { end, error: { line: after + Number(error.lines), endless: error.code === 'CSV_QUOTE_NOT_CLOSED' } }
  }
}

/** A text that can be read from any line on, without a copy. Lines are counted from 1. */
class Lines {
  private readonly starts: readonly number[]

  constructor(private readonly text: string) {
    const starts = [0]
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
    this.starts = starts
  }

  get count(): number {
    return this.starts.length
  }

  textAfter(line: number): string {
    return this.text.slice(this.starts[line])
  }

  /** The line that comes after `line`, without its end. */
  lineAfter(line: number): string {
    return this.text.slice(this.starts[line], (this.starts[line + 1] ?? this.text.length + 1) - 1)
  }

  /** The first line after `line` that is not blank. */
  nextAfter(line: number): number {
    let at = line
    while (at < this.count - 1 && this.text[this.starts[at] ?? 0] === '\n') at++
    return at + 1
  }
}
