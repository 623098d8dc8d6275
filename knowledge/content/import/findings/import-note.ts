import type { Told } from './told.js'

/** Notes about content that is not imported, or not as its author may expect, each with the names of its facts. */
export const NOTES = {
  'field-left-out': ['field'],
  'column-left-out': ['column'],
  'pairs-repeated': ['count', 'lines', 'more'],
  'pairs-alike': ['count', 'lines', 'more'],
  'sheet-left-out': ['sheet', 'hidden', 'next'],
  'hidden-rows-imported': ['count', 'rows', 'more'],
  'links-left-out': ['cells', 'more'],
  'links-lead-nowhere': ['count', 'pairs', 'more', 'next'],
  'answers-hold-html': ['count', 'tags', 'pairs', 'more'],
  'export-language-unclear': ['language'],
  'synonyms-left-out': ['groups'],
  'default-answer-left-out': ['answer'],
  'suggestions-of-pairs-left-out': ['count'],
  'suggestions-in-rows-left-out': ['count'],
  'context-only-dropped': ['count'],
} as const

/** A note, as data; not an error. `locales/` has the texts; `more` counts the items that a list leaves out. */
export type ImportNote = Told<typeof NOTES>
