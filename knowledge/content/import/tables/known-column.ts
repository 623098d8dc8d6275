import { fieldsOfNames } from './column-names.js'
import { foldColumnName } from './table.js'

/** Columns that only QnA Maker's exports have; they are not fields of a pair. */
export const QNA_MAKER_COLUMNS = ['suggestedquestions', 'iscontextonly', 'qnaid'] as const

/** Whether only QnA Maker's tables have a column of this name. */
export function isQnaMakerColumn(name: string): boolean {
  return QNA_MAKER_COLUMNS.some((column) => column === foldColumnName(name))
}

/** The meaning of each name of a header: a pair's field, or a column of QnA Maker; null when the column is not imported. */
export function knownColumns(names: readonly string[]): readonly (string | null)[] {
  return fieldsOfNames(names).map((field, at) => {
    const name = names[at] ?? ''
    return field ?? (isQnaMakerColumn(name) ? foldColumnName(name) : null)
  })
}
