/** What may be done next, each with the names of what it needs: data, which each face words or offers in its own way. */
export const NEXT_STEPS = {
  'mend-file': [],
  'name-one-file': [],
  'check-path': [],
  'split-file': [],
  'save-in-known-format': [],
  'save-workbook-again': [],
  'shrink-table': [],
  'choose-sheet': ['sheets'],
  'name-no-sheet': [],
  'import-sheet': ['sheet'],
  'name-language-of-pairs': [],
  'match-texts': [],
  'choose-usual-language': ['known', 'language', 'folder'],
  'see-kept-hint': ['hint'],
  'restore-encoder': [],
  'restore-model-or-choose': [],
  'pull-model': ['model'],
  'pull-missing-files': ['model', 'quantized'],
  'pull-model-again': ['model'],
  'check-embedder-setting': [],
  'restore-model-files': [],
  'retry-or-copy-model': [],
  'check-model-id': [],
  'write-model-id': [],
  'choose-model': [],
  'put-model-back': [],
  'put-embedder-back': [],
  'put-encoder-back': [],
  'install-freezing-release': [],
  'restore-version': [],
  'freeze-again': [],
  'rebuild-version': [],
  'choose-embedder': [],
  'embed-again': [],
  'embed-with-null': [],
  'embed-with-pinned': [],
  'check-disk': [],
  'free-disk': [],
  'restore-or-delete-line': [],
  'install-writing-release': [],
  'stop-other-server': [],
  'wait-and-repeat': [],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type StepName = keyof typeof NEXT_STEPS

export type NextStep = {
  [Step in StepName]: { readonly do: Step } & {
    readonly [Name in (typeof NEXT_STEPS)[Step][number]]: string | number | readonly string[] | null
  }
}[StepName]
