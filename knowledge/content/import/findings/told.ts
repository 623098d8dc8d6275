import type { NextStep } from '../../../words/next-steps.js'

/** Plain data, which each face may show in its own way; null where there is no value. */
type Fact = string | number | null | readonly (string | number)[]

/** One line of a table: `what` names the line and its text; the other fields are the facts that the text contains. */
export type Told<Table extends Readonly<Record<string, readonly string[]>>> = {
  readonly [What in keyof Table]: { readonly what: What } & {
    readonly [Name in Table[What][number]]: Name extends 'next' ? NextStep : Fact
  }
}[keyof Table]
