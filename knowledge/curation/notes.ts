import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type Person, storedAccount, storedBy } from '../person.js'
import type { Document, DocumentKind } from '../store/document.js'
import { type VersionId, versionIdSchema } from '../version-id.js'

const noteSchema = z.strictObject({
  id: z.uuid(),
  at: z.iso.datetime(),
  kind: z.enum(['drift']),
  /** the version that the note is about */
  version: versionIdSchema,
  /** one line for editors, without citizens' words */
  text: z.string().max(1_000),
  closed: z.strictObject({ at: z.iso.datetime(), by: z.string(), account: storedAccount }).nullable(),
})

/** Something that editors should look at. */
export type CurationNote = Readonly<z.infer<typeof noteSchema>>

const notesSchema = z.strictObject({ format: z.literal(1), notes: z.array(noteSchema) })

/** Oldest first. */
export type CurationNotes = Readonly<z.infer<typeof notesSchema>>

/** How the notes are stored. */
export const CURATION_NOTES_DOCUMENT: DocumentKind<CurationNotes> = {
  name: 'curation-notes',
  schema: notesSchema,
  initial: { format: 1, notes: [] },
  ifDamaged: { do: 'restore-or-delete-notes' },
}

const MOST_NOTES = 200

/** @returns the new note, or the open one of the same kind and version */
export async function openNote(
  document: Document<CurationNotes>,
  note: { readonly at: Date; readonly kind: CurationNote['kind']; readonly version: VersionId; readonly text: string },
): Promise<CurationNote> {
  return document.update((current) => {
    const open = current.notes.find(
      ({ kind, version, closed }) => closed === null && kind === note.kind && version === note.version,
    )
    if (open !== undefined) return { next: current, outcome: open }
    const added: CurationNote = { ...note, id: randomUUID(), at: note.at.toISOString(), closed: null }
    return { next: { ...current, notes: [...current.notes, added].slice(-MOST_NOTES) }, outcome: added }
  })
}

/** @returns the note after the change, or null when there is none with this id; a closed note stays as it is */
export async function closeNote(
  document: Document<CurationNotes>,
  id: string,
  closed: { readonly at: Date; readonly by: Person },
): Promise<CurationNote | null> {
  return document.update<CurationNote | null>((current) => {
    const note = current.notes.find((each) => each.id === id) ?? null
    if (note === null || note.closed !== null) return { next: current, outcome: note }
    const after: CurationNote = { ...note, closed: { at: closed.at.toISOString(), ...storedBy(closed.by) } }
    return { next: { ...current, notes: current.notes.map((each) => (each.id === id ? after : each)) }, outcome: after }
  })
}
