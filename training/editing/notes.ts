import { type CurationNote, closeNote } from '../../knowledge/curation/notes.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Person } from '../../knowledge/person.js'
import type { Installation } from '../installation.js'
import { openCurationNotes } from '../release/documents.js'

/**
 * Notes that editors should look at, oldest first.
 *
 * @param request `closed`: whether to list closed notes too
 */
export async function listNotes(
  { store }: Pick<Installation, 'store'>,
  { closed }: { readonly closed: boolean },
): Promise<readonly CurationNote[]> {
  const { notes } = await openCurationNotes(store).read()
  return closed ? notes : notes.filter((note) => note.closed === null)
}

export interface NoteClosing {
  readonly id: string
  /** a named person; null = not given */
  readonly by: Person | null
}

/** @throws {KnowledgeError} BAD_INPUT when nobody is named, or there is no such note */
export async function closeNoteBy(
  { store, clock }: Pick<Installation, 'store' | 'clock'>,
  { id, by }: NoteClosing,
): Promise<CurationNote> {
  const note = await closeNote(openCurationNotes(store), id, { at: clock.now(), by: closer(by) })
  if (note !== null) return note
  throw new KnowledgeError('BAD_INPUT', { what: 'no-note', id }, { do: 'list-notes' })
}

function closer(by: Person | null): Person {
  const name = by?.name.trim() ?? ''
  if (by !== null && name !== '') return { ...by, name }
  throw new KnowledgeError('BAD_INPUT', { what: 'note-unsigned' }, { do: 'say-who' })
}
