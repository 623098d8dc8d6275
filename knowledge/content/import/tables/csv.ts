import { CsvError, parse } from 'csv-parse/sync'
import type { ImportProblem } from '../findings/import-problem.js'
import { knownColumn } from './known-column.js'
import type { TableRow } from './table.js'

export interface SeparatedRows {
  readonly rows: readonly TableRow[]
  readonly problems: readonly ImportProblem[]
}

/** Longer than any row of a valid pair: a longer row has lost a quotation mark. */
const MAX_ROW_CHARS = 1_000_000

const SEPARATORS = [',', ';', '\t'] as const

/** The rows of a CSV file whose separator is a comma, semicolon or tab. */
export function readCsv(text: string): SeparatedRows {
  const declared = /^sep=([,;\t])\r?\n/i.exec(text)?.[1]
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
  let read = 0
  while (read < lines.count) {
    const { end, error } = readUntilError(lines, read, separator, rows)
    if (error === null) break
    const line = lines.nextAfter(end)
    if (problems.length === MAX_QUOTE_ERRORS) {
      problems.push({ line, field: null, what: 'given-up' })
      break
    }
    const noticedOn = error.line === line ? null : error.line
    problems.push({ line, field: null, what: 'quotation-mark-misplaced', noticedOn })
    // Restart at the failing line: if it is the middle of a cell, it fails again. An unclosed quotation does not tell where it went wrong.
    read = error.endless ? line : error.line
  }
  return { rows, problems }
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

  /** The first line after `line` that is not blank. */
  nextAfter(line: number): number {
    let at = line
    while (at < this.count - 1 && this.text[this.starts[at] ?? 0] === '\n') at++
    return at + 1
  }
}

/** Lines at the beginning that are examined. */
const MOST_LINES = 20

/**
 * The separator that yields the most known column names: on the first line one is enough; on later lines, below a title, it
 * takes two. The comma when there are none.
 */
function detectSeparator(text: string): string {
  for (const [index, line] of text
    .trimStart()
    .split(/\r\n?|\n/, MOST_LINES)
    .entries()) {
    const known = SEPARATORS.map((separator) => ({ separator, columns: knownColumnsIn(line, separator) }))
    const best = known.reduce((most, each) => (each.columns > most.columns ? each : most))
    if (best.columns > (index === 0 ? 0 : 1)) return best.separator
  }
  return ','
}

function knownColumnsIn(line: string, separator: string): number {
  const cells = readSeparated(line, separator).rows[0]?.cells ?? []
  return cells.filter((name) => knownColumn(name) !== null).length
}
