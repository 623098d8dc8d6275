import { isQnaMakerColumn } from '../qna-maker/rows.js'
import { fieldOfColumn } from './own-columns.js'
import { foldColumnName } from './table.js'

/** What a column of this name holds: a pair's field, or what only QnA Maker has; null when it means nothing to an import. */
export function knownColumn(name: string): string | null {
  return fieldOfColumn(name) ?? (isQnaMakerColumn(name) ? foldColumnName(name) : null)
}
