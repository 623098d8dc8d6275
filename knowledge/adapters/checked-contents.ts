import { programMark } from '../basics/program-mark.js'
import { sha256 } from '../basics/sha256.js'
import type { Shelf } from '../store/shelf.js'

/** Shorter ones are checked in a moment. */
const LEAST_CHARS = 100_000

/** Remembers which contents of a document were checked, by their hash and the code that did it. */
export interface CheckedContents {
  has(text: string): Promise<boolean>
  /** Nothing is lost where this cannot be written down. */
  note(text: string): Promise<void>
}

/** @param folders of the code that checks; null = nothing is remembered */
export function checkedContents(shelf: Shelf, name: string, folders: readonly string[] | null): CheckedContents {
  const file = `${name}.checked`
  const noteOf = (text: string) => `${markOf(folders ?? [])} ${sha256(text)}\n`
  const isWorthIt = (text: string) => folders !== null && text.length >= LEAST_CHARS
  return {
    has: async (text) => isWorthIt(text) && (await shelf.read(file))?.toString('utf8') === noteOf(text),
    async note(text) {
      if (isWorthIt(text)) await shelf.write(file, noteOf(text)).catch(() => {})
    },
  }
}

const marks = new Map<string, string>()

function markOf(folders: readonly string[]): string {
  const key = folders.join(' ')
  const known = marks.get(key) ?? programMark(folders)
  marks.set(key, known)
  return known
}
