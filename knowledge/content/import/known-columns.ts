import { fieldOfColumn } from './own-columns.js'
import { isQnaMakerColumn } from './qna-maker-rows.js'

/** Whether a column of this name means something to an import. */
export function isKnownColumn(name: string): boolean {
  return fieldOfColumn(name) !== null || isQnaMakerColumn(name)
}
