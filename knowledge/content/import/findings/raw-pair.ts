import type { ImportNote } from './import-note.js'
import type { ImportProblem } from './import-problem.js'

/** The data of one line, row or group of rows about a pair, before anything is checked. */
export interface RawPair {
  /** the line on which it begins, counted from 1; null when unknown */
  readonly line: number | null
  /** values by the pair's field names */
  readonly fields: Readonly<Record<string, unknown>>
  /** whether the file names the id; otherwise it was made of the question */
  readonly idFromFile: boolean
  /** the line of each alternate question, where each has its own */
  readonly alternateLines?: readonly (number | null)[]
}

/** The contents of a file, as its format reads them. */
export interface RawImport {
  readonly pairs: readonly RawPair[]
  readonly problems: readonly ImportProblem[]
  /** about content that is not imported; not errors */
  readonly notes: readonly ImportNote[]
  /** name of the sheet that was read, where a workbook has several */
  readonly sheet?: string | null
}
