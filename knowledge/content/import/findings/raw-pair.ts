import type { ImportNote } from './import-note.js'
import type { ImportProblem } from './import-problem.js'

/** What one line, row or group of rows says about a pair, before anything is checked. */
export interface RawPair {
  /** where it begins, counted from 1; null when that is not known */
  readonly line: number | null
  /** by the names of a pair's fields */
  readonly fields: Readonly<Record<string, unknown>>
  /** per alternate question its line, where each has its own */
  readonly alternateLines?: readonly (number | null)[]
}

/** What a format made of a file. */
export interface RawImport {
  readonly pairs: readonly RawPair[]
  readonly problems: readonly ImportProblem[]
  /** what the file holds that is not imported; not an error */
  readonly notes: readonly ImportNote[]
  /** name of the sheet that was read, where a workbook has several */
  readonly sheet?: string | null
}
