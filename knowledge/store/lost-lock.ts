import { KnowledgeError } from '../errors.js'
import type { LostLock } from './lock.js'

/** The failure of work whose lock was lost although no other process took it. */
export function lostLock(loss: Exclude<LostLock, 'taken-over'>, folder: string): KnowledgeError {
  return loss === 'removed'
    ? new KnowledgeError('DATA_FOLDER_UNUSABLE', { what: 'removed', folder }, { do: 'put-folder-back' })
    : new KnowledgeError('DATA_FOLDER_BUSY', { what: 'lapsed', folder }, { do: 'do-again' })
}
