import type { ImportNote } from '../../knowledge/content/import/findings/import-note.js'
import { describeNote } from '../../knowledge/content/import/import-words.js'
import {
  type ImportFile,
  type ImportOptions,
  readImportBytes,
} from '../../knowledge/content/import/read-import-file.js'

/** The notes in English. */
export function inEnglish(notes: readonly ImportNote[]): readonly string[] {
  return notes.map((note) => describeNote(note, 'en'))
}

/** Reads text as if it were the file `name`. */
export async function readText(name: string, text: string, options?: ImportOptions): Promise<ImportFile> {
  return readImportBytes(name, Buffer.from(text), options)
}

/** The error message of a failed reading; throws when the reading succeeds. */
export async function failureOf(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => {
      throw new Error('it was read without a problem')
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}
