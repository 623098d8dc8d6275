import type { VersionId } from '../../knowledge/version-id.js'
import type { Offer } from '../choice.js'
import type { Locale } from '../locale.js'
import type { ShownText } from './answer-text.js'

/** Safe Markdown, or a text whose plain form is known already. */
export type ReplyPart = string | ShownText

/** What the bot says in one message, before it is adapted to a channel. */
export interface Reply {
  /** its paragraphs, lists, …, in order; empty ones are not shown */
  readonly parts: readonly ReplyPart[]
  /** shown as buttons */
  readonly offers: readonly Offer[]
  readonly locale: Locale
  /** null when the reply does not depend on a version */
  readonly origin: Origin | null
}

export interface Origin {
  readonly version: VersionId
  /** null when the turn could not be recorded: a code that finds nothing is worse than none */
  readonly receipt: string | null
  /** whether the text is an answer that editors wrote and approved */
  readonly editorial: boolean
}
