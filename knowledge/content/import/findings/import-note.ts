import type { Told } from './told.js'

/** What a file can hold that is not imported, or otherwise than it may be meant, with the names of what its words tell. */
export const NOTES = {
  'field-left-out': ['field'],
  'column-left-out': ['column'],
  'sheet-left-out': ['sheet', 'hidden', 'next'],
  'hidden-rows-imported': ['count', 'rows', 'more'],
  'links-left-out': ['cells', 'more'],
  'answers-hold-html': ['count', 'tags', 'pairs', 'more'],
  'export-language-unclear': ['language'],
  'synonyms-left-out': ['groups'],
  'default-answer-left-out': ['answer'],
  'suggestions-of-pairs-left-out': ['count'],
  'suggestions-in-rows-left-out': ['count'],
  'context-only-dropped': ['count'],
} as const

/** One such thing, as data; not an error. `locales/` has the words; `more` counts what a list leaves out. */
export type ImportNote = Told<typeof NOTES>
