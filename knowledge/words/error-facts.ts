/**
 * What each failure tells: the names of its facts. A code with several texts has a line for each, which `what` tells apart.
 * Every line has its text in `knowledge/locales/<language>.json`, with exactly these placeholders.
 */
export const FACTS = {
  IMPORT_UNREADABLE: {
    'no-file': ['path'],
    'path-no-file': ['path'],
    'file-closed': ['path', 'system'],
    'file-too-large': ['file', 'megabytes', 'ending', 'most'],
    'file-of-no-kind': ['file'],
    'workbook-old': ['file'],
    'no-workbook': ['file'],
    'workbook-damaged': ['file'],
    'workbook-too-large': ['file', 'cells', 'megabytes'],
    'no-such-sheet': ['file', 'sheet'],
    file: ['file'],
  },
  IMPORT_INVALID: {
    'file-wrong': ['file', 'count'],
    'sheet-wrong': ['file', 'sheet', 'count'],
    'foreign-ids': ['pairs', 'more'],
    'json-lines': ['files'],
  },
  BAD_CONFIG: {
    'texts-misfit': ['folder', 'misfits'],
    'no-texts-in-usual-language': ['language'],
  },
  EMBEDDER_UNLOADABLE: {
    encoder: ['folder', 'fault'],
    'no-folder': ['folder'],
    'no-model': ['model', 'pulled', 'path'],
    'model-incomplete': ['folder', 'files'],
    'no-model-folder': ['folder', 'files'],
    model: ['folder'],
    'hub-unreachable': ['url'],
    'hub-refused': ['url', 'status'],
  },
  EMBEDDER_MISMATCH: {
    encoder: ['name', 'revision', 'dimensions', 'foundName', 'foundRevision'],
    embedder: ['name', 'revision', 'dimensions', 'fault'],
    'of-version': ['version', 'name', 'revision', 'dimensions', 'foundName', 'foundRevision', 'foundDimensions'],
  },
  EMBEDDER_UNKNOWN: {
    'of-version': ['version', 'embedder', 'known'],
    'no-model-chosen': [],
  },
  DIMENSION_MISMATCH: {
    vector: ['embedder', 'dimensions', 'found'],
    matrix: ['numbers', 'rows', 'dimensions'],
    query: ['found', 'wanted'],
  },
  INDEX_DAMAGED: {
    file: ['file', 'fault'],
    'just-written': ['file', 'fault'],
    'of-version': ['version', 'fault'],
  },
  DISK_FULL: {
    index: ['file'],
    path: ['path'],
  },
  VERSION_DAMAGED: {
    ranker: [],
    version: ['version', 'fault'],
  },
  DOCUMENT_DAMAGED: {
    document: ['file', 'fault'],
    file: ['file'],
  },
  LOG_DAMAGED: {
    file: ['file'],
    line: ['file', 'line'],
    end: ['file'],
    'foreign-line': ['file', 'line'],
  },
  DATA_FOLDER_BUSY: {
    log: ['folder'],
    lock: ['lock'],
  },
  BAD_INPUT: {
    'file-has-no-sheets': ['file'],
    'vector-not-finite': ['row'],
    'no-model-id': ['id'],
    'nothing-from-source': ['source'],
    'no-pair-of-id': ['id', 'language'],
    phrasing: ['fault'],
    'no-approved-pair': ['id', 'language'],
    'decision-unsigned': [],
    'name-too-long': ['most'],
    'reason-too-long': ['most'],
    'reason-missing': [],
    'ignored-as-golden': ['id'],
    'new-pair-unfit': ['fields'],
  },
  CURATION_UNKNOWN: {
    group: ['id'],
  },
  CURATION_REFUSED: {
    state: ['act', 'id', 'state'],
    'draft-unseen': ['id'],
    'being-applied': ['id'],
  },
  CURATION_CONFLICT: {
    'changed-since': ['id', 'seen', 'version', 'act', 'by', 'at'],
    'pair-retired': ['pair'],
    'pair-changed': ['pair'],
    'pair-full': ['pair', 'most'],
    'pair-exists': ['pair'],
    'phrasing-exists': ['phrasing', 'pair'],
  },
  FOUR_EYES: {
    drafter: ['by', 'id'],
  },
  EMPTY_EVALUATION: {
    'no-common-question': [],
    'no-case-given': [],
    'no-golden-case': [],
    'no-question-for-threshold': [],
    'empty-split': ['file', 'split'],
    'golden-folder-empty': ['folder'],
  },
  GOLDEN_CONTRADICTION: ['count', 'contradictions'],
} as const satisfies Table

/** What one failure may list: each line has its text beside those of the failures. */
export const PARTS = {
  'text-missing': ['file', 'text'],
  'text-unknown': ['file', 'text'],
  'text-unfit': ['file', 'text'],
  'text-placeholders': ['file', 'text', 'found', 'than', 'wanted'],
  'no-json': ['file'],
  'no-whole-file': ['file'],
  'no-language': [],
  unreadable: [],
  'not-loadable': [],
  'not-opening': [],
  'cut-off': [],
  'too-short': ['bytes'],
  'cut-short': [],
  'not-empty': [],
  'other-vectors': [],
  'other-count': ['found', 'wanted'],
  'upper-levels': [],
  header: [],
  'entry-point': [],
  'dead-links': [],
  'not-frozen-file': [],
  'unknown-format': ['format', 'known'],
  'file-unreadable': ['file'],
  'file-missing': ['file'],
  'file-swapped': ['file'],
  'file-not-frozen': ['file'],
  'file-size': ['file', 'found', 'wanted'],
  'no-description': ['file'],
  'files-unfit': [],
  'state-damaged': [],
  'state-revision': ['revision'],
  'other-dimensions': ['dimensions'],
  'other-files': ['folder', 'files'],
  'here-revision': ['revision'],
  'options-unknown': [],
  'manifest-altered': [],
  'manifest-unreadable': [],
  'manifest-damaged': [],
  'manifest-of': ['version'],
  'pairs-count': ['found', 'wanted'],
  'vectors-unfit': [],
  'lexical-unfit': ['file'],
  'pairs-unfit': [],
  'not-json': [],
  'foreign-id': ['pair', 'question', 'source', 'here'],
  'bad-lines': ['file', 'count', 'lines'],
  'bad-line': ['line', 'faults'],
  'not-utf8': ['file'],
  'not-an-object': [],
  'field-unknown': ['field'],
  'field-missing': ['field'],
  'field-of-another-kind': ['field', 'kind'],
  'field-too-small': ['field', 'of', 'least'],
  'field-too-large': ['field', 'of', 'most'],
  'field-none-of': ['field', 'values'],
  'field-of-another-form': ['field', 'form'],
  'field-unfit': ['field'],
  'phrasing-empty': [],
  'phrasing-too-long': ['found', 'most'],
  'phrasing-redacted': ['phrasing'],
  'phrasing-damaged': [],
  'phrasing-cut': [],
  'two-answers': ['question', 'first', 'firstPlace', 'second', 'secondPlace'],
  'no-answer': [],
  either: ['first', 'second'],
  'file-line': ['file', 'line'],
  'this-decision': [],
} as const satisfies Readonly<Record<string, Names>>

type Names = readonly string[]
type Table = Readonly<Record<string, Names | Readonly<Record<string, Names>>>>

export type Part = Variants<typeof PARTS>

/** Plain data, which each face may show in its own way; null where there is none. */
export type Fact = string | number | null | Part | readonly (string | number)[] | readonly Part[]

/** What a failure of this code tells. */
export type FactsOf<Code extends string> = Code extends keyof typeof FACTS ? Line<(typeof FACTS)[Code]> : never

type Line<Told> = Told extends Names ? Named<Told> : Variants<Told>
type Named<Told extends Names> = { readonly [Name in Told[number]]: Fact }
type Variants<Lines> = {
  [What in keyof Lines]: Lines[What] extends Names ? { readonly what: What } & Named<Lines[What]> : never
}[keyof Lines]

/** Facts as a reader of any code sees them. */
export type Facts = Readonly<Record<string, unknown>>
