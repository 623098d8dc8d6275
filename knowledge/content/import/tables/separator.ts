import { CsvError, parse } from 'csv-parse/sync'
import { knownColumns } from './known-column.js'

/** In the order of preference where nothing else decides: the comma is the only one that prose is full of. */
const SEPARATORS = ['\t', ';', '|', ','] as const

/** Lines at the beginning that may be the header, below a title. */
const MOST_LINES = 20

/**
 * The character that separates the cells of a table. Known column names tell it: on the first line one is enough, on later lines,
 * below a title, it takes two. Otherwise it is the one on which most rows agree. The comma when nothing tells.
 */
export function detectSeparator(text: string): string {
  const head = beginning(text.trimStart())
  for (const [index, line] of head.split(/\r\n?|\n/, MOST_LINES).entries()) {
    const known = SEPARATORS.map((separator) => ({ separator, columns: knownColumnsIn(line, separator) }))
    const most = Math.max(...known.map(({ columns }) => columns))
    const best = known.filter(({ columns }) => columns === most)
    if (most <= (index === 0 ? 0 : 1)) continue
    return mostAgreed(
      head,
      best.map(({ separator }) => separator),
    )
  }
  return mostAgreed(head, SEPARATORS)
}

function knownColumnsIn(line: string, separator: string): number {
  return knownColumns(rowsOf(line, separator)[0] ?? []).filter((column) => column !== null).length
}

/** Less is read where the rows are long. */
const MOST_ROWS = 50
const MOST_CHARS = 100_000

/** A separator before a space is probably punctuation: it loses against another on which nearly as many rows agree. */
const AS_PUNCTUATION = 0.4

function mostAgreed(head: string, separators: readonly string[]): string {
  const [only, ...others] = separators
  if (only !== undefined && others.length === 0) return only
  const counted = separators.map((separator) => ({ separator, agreement: agreement(rowsOf(head, separator)) }))
  const best = counted.reduce((most, each) => (each.agreement > most.agreement ? each : most))
  return best.agreement > 0 ? best.separator : ','
}

/** The share of rows that have as many cells as most others, if that is more than one. */
function agreement(rows: readonly (readonly string[])[]): number {
  const widths = new Map<number, number>()
  for (const { length } of rows) widths.set(length, (widths.get(length) ?? 0) + 1)
  widths.delete(1)
  const most = Math.max(0, ...widths.values())
  const later = rows.flatMap((cells) => cells.slice(1))
  const share = most / Math.max(rows.length, 1)
  return later.every((cell) => cell.startsWith(' ')) ? share - AS_PUNCTUATION : share
}

/** The first rows that can be told apart; a quotation mark out of place is taken as a character. */
function rowsOf(text: string, separator: string): readonly (readonly string[])[] {
  const rows: string[][] = []
  try {
    parse(text, {
      delimiter: separator,
      relax_quotes: true,
      relax_column_count: true,
      skip_empty_lines: true,
      to: MOST_ROWS,
      on_record: (cells: string[]) => {
        rows.push(cells)
        return null
      },
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
  }
  return rows
}

/** Whole lines, unless the first is longer. */
function beginning(text: string): string {
  if (text.length <= MOST_CHARS) return text
  const cut = text.lastIndexOf('\n', MOST_CHARS)
  return text.slice(0, cut === -1 ? MOST_CHARS : cut)
}
