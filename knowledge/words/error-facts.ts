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
  },
  IMPORT_INVALID: {
    'file-wrong': ['file', 'count'],
    'sheet-wrong': ['file', 'sheet', 'count'],
  },
  BAD_INPUT: {
    'file-has-no-sheets': ['file'],
  },
  BAD_CONFIG: {
    'texts-misfit': ['folder', 'misfits'],
    'no-texts-in-usual-language': ['language'],
  },
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
} as const satisfies Readonly<Record<string, Names>>

type Names = readonly string[]
type Table = Readonly<Record<string, Names | Readonly<Record<string, Names>>>>

export type Part = Variants<typeof PARTS>

/** Plain data, which each face may show in its own way; null where there is none. */
export type Fact = string | number | null | readonly (string | number)[] | readonly Part[]

/** What a failure of this code tells. */
export type FactsOf<Code extends string> = Code extends keyof typeof FACTS ? Line<(typeof FACTS)[Code]> : never

type Line<Told> = Told extends Names ? Named<Told> : Variants<Told>
type Named<Told extends Names> = { readonly [Name in Told[number]]: Fact }
type Variants<Lines> = {
  [What in keyof Lines]: Lines[What] extends Names ? { readonly what: What } & Named<Lines[What]> : never
}[keyof Lines]

/** Facts as a reader of any code sees them. */
export type Facts = Readonly<Record<string, unknown>>
