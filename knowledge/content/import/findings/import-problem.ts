import type { Told } from './told.js'

/** Everything that can be wrong with a file, each with the names of its facts; `locales/` has the texts. */
export const PROBLEMS = {
  // of any file
  'no-pair': [],
  'not-utf8': [],
  'too-many-pairs': ['most'],
  'given-up': [],

  // of JSON
  'json-breaks-off': [],
  'json-goes-on': ['rest'],
  'json-broken': ['rest'],
  'object-unknown': ['names'],
  'not-an-object': [],
  'item-not-an-object': ['item'],
  'item-of-another-kind': ['item', 'cutOff'],
  'of-another-kind': ['wanted', 'cutOff'],
  'key-repeated': [],
  'key-missing': ['keys', 'names'],

  // of tables
  'table-too-wide': ['columns', 'most'],
  'table-too-long': ['rows', 'most'],
  'header-repeated': [],
  'header-below': ['headerLine'],
  'header-missing': ['cells'],
  'column-missing': ['columns', 'names'],
  'column-twice': [],
  'row-too-long': ['cells', 'columns'],
  'row-too-large': ['characters', 'most'],
  'quotation-mark-misplaced': ['noticedOn'],
  'quotation-mark-swallows': [],
  'error-of-spreadsheet': ['error'],
  'metadata-malformed': [],
  'prompts-malformed': [],

  // of workbooks
  'cell-holds-error': ['cell', 'error'],
  'cell-uncalculated': ['cell'],
  'cell-holds-truth-value': ['cell'],
  'cell-holds-time': ['cell'],
  'cell-holds-no-day': ['cell'],
  'cell-holds-number': ['cell'],
  'cell-merged': ['cell', 'into'],

  // of exports of QnA Maker
  'export-lies-elsewhere': [],
  'export-has-pages': [],
  'alternates-misplaced': [],
  'dialog-twice': [],
  'metadata-has-two-values': ['key'],
  'prompts-no-list': [],
  'prompt-leaves-export': ['prompt', 'qnaId'],
  'differs-from-first': ['column', 'firstLine'],

  // of one pair
  missing: [],
  'language-missing': ['next'],
  empty: [],
  'too-long': ['characters', 'most'],
  'too-many-items': ['items', 'most'],
  unsuitable: [],
  'no-date': [],
  'no-language-code': [],
  'unknown-field': [],
  'key-empty': ['key'],
  'key-too-long': ['key', 'characters', 'most'],
  'key-reserved': ['key'],
  'keys-the-same': ['first', 'second'],
  damaged: ['after'],
  'damaged-from-beginning': [],
  'ends-before-it-begins': ['validFrom', 'validUntil'],
  'answer-too-intricate': ['pair', 'load', 'most'],

  // of pairs among each other
  'pair-twice': ['pair', 'language', 'firstLine'],
  'pair-has-two-answers': ['pair', 'language', 'firstLine', 'first', 'second'],
  'prompt-leads-nowhere': ['prompt', 'pair', 'language'],
} as const

/** What is wrong, as data. Texts quoted from the file are shortened, see `excerpt`. */
export type Wrong = Told<typeof PROBLEMS>

/** The place of a problem in the file. */
export interface Place {
  /** line, or row of a spreadsheet, counted from 1; null when the problem has no line */
  readonly line: number | null
  /** field of the pair, e.g. `answer`, `alternateQuestions.2`; null for the whole line or file */
  readonly field: string | null
}

/** One problem of a file that is being imported. */
export type ImportProblem = Place & Wrong
