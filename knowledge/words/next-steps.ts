/** What may be done next, each with the names of what it needs: data, which each face words or offers in its own way. */
export const NEXT_STEPS = {
  'match-texts': [],
  'choose-usual-language': ['known', 'language', 'folder'],
  'see-kept-hint': ['hint'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type StepName = keyof typeof NEXT_STEPS

export type NextStep = {
  [Step in StepName]: { readonly do: Step } & {
    readonly [Name in (typeof NEXT_STEPS)[Step][number]]: string | number | readonly string[] | null
  }
}[StepName]
