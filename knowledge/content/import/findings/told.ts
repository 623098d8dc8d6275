import type { NextStep } from '../../../words/next-steps.js'

/** Plain data, which each face may show in its own way; null where there is none. */
type Fact = string | number | null | readonly (string | number)[]

/** One line of a table: `what` names it, and its text; the other fields are what the text tells. */
export type Told<Table extends Readonly<Record<string, readonly string[]>>> = {
  readonly [What in keyof Table]: { readonly what: What } & {
    readonly [Name in Table[What][number]]: Name extends 'next' ? NextStep : Fact
  }
}[keyof Table]
