import type { Reach } from '../closeness.js'

/** A known matter: questions close to one of its wordings belong to it, as far as its reach allows. */
export interface KnownMatter {
  /** ISO 639 code */
  readonly language: string
  readonly wordings: readonly string[]
  readonly reach: Reach
}
