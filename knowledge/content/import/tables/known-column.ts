import { fieldOfColumn } from './own-columns.js'
import { foldColumnName } from './table.js'

/** Columns of QnA Maker's exports that a table of one's own has no name for; what they hold is no field of a pair. */
export const QNA_MAKER_COLUMNS = ['suggestedquestions', 'iscontextonly', 'qnaid'] as const

/** Whether only QnA Maker's tables have a column of this name. */
export function isQnaMakerColumn(name: string): boolean {
  return QNA_MAKER_COLUMNS.some((column) => column === foldColumnName(name))
}

/** What a column of this name holds: a pair's field, or what only QnA Maker has; null when it means nothing to an import. */
export function knownColumn(name: string): string | null {
  return fieldOfColumn(name) ?? (isQnaMakerColumn(name) ? foldColumnName(name) : null)
}
