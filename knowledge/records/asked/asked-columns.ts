import { beginAt } from './packed-lists.js'

/** Entries of the log, field by field, with numbers for texts. */
export interface AskedColumns {
  /** number among the questions */
  readonly questions: Uint32Array
  /** milliseconds since 1970 */
  readonly times: Float64Array
  /** number among the ids */
  readonly versions: Uint32Array
  /** 1 where the answer did not help */
  readonly notHelpful: Uint8Array
  /** number among the ids, + 1, of the pair that was shown; 0 = none */
  readonly shown: Uint32Array
  /** numbers among the ids of the pairs that came close, entry after entry, and where each entry's end */
  readonly closestEnds: Uint32Array
  readonly closest: Uint32Array
}

/** One entry of the columns. */
export interface AskedRow {
  readonly question: number
  readonly time: number
  readonly version: number
  readonly notHelpful: boolean
  readonly shown: number
  readonly closest: readonly number[]
}

export function columnsOf(rows: readonly AskedRow[]): AskedColumns {
  let end = 0
  return {
    questions: Uint32Array.from(rows, ({ question }) => question),
    times: Float64Array.from(rows, ({ time }) => time),
    versions: Uint32Array.from(rows, ({ version }) => version),
    notHelpful: Uint8Array.from(rows, (row) => Number(row.notHelpful)),
    shown: Uint32Array.from(rows, ({ shown }) => shown),
    closestEnds: Uint32Array.from(rows, ({ closest }) => {
      end += closest.length
      return end
    }),
    closest: Uint32Array.from(rows.flatMap(({ closest }) => closest)),
  }
}

function rowAt(columns: AskedColumns, i: number): AskedRow {
  const { questions, times, versions, notHelpful, shown, closestEnds, closest } = columns
  return {
    question: questions[i] as number,
    time: times[i] as number,
    version: versions[i] as number,
    notHelpful: notHelpful[i] === 1,
    shown: shown[i] as number,
    closest: [...closest.subarray(beginAt(closestEnds, i), closestEnds[i])],
  }
}

export function rowsOf(columns: AskedColumns): readonly AskedRow[] {
  return Array.from(columns.questions, (_, i) => rowAt(columns, i))
}
