import type { QnaPair } from '../knowledge/content/qna-pair.js'
import type { FeedbackInput } from '../knowledge/records/feedback.js'
import type { Decision, Question } from '../knowledge/search/outcome.js'
import type { VersionId } from '../knowledge/version-id.js'

/** The knowledge base for all conversations. While two versions serve, each conversation stays on one of them. */
export interface Assistants {
  /** @param conversation identifies the conversation, the same at every turn; never stored */
  forTurn(conversation: string): TurnAssistant
  /** The conversation has ended: one with the same key would be a new one. */
  forget(conversation: string): void
}

/** The knowledge base during one turn. */
export interface TurnAssistant extends Assistant {
  /** The reply has been sent: deferred work may run now. Never throws. */
  replied(): void
}

/** What the bot needs of the knowledge base. One version answers a call from beginning to end. */
export interface Assistant {
  ask(question: Question): Promise<Decision>
  /** The pair behind a button, or null when the serving version no longer has it. */
  pair(id: string, language: string, now: Date): { readonly pair: QnaPair; readonly version: VersionId } | null
  /** Pairs to offer as first questions, in the order the editors gave them (metadata `starter`: `1`, `2`, …). */
  starters(language: string, now: Date): readonly QnaPair[]
  /** Languages the serving version has pairs in, e.g. `['en', 'es']`. */
  languages(): readonly string[]
}

/** A question without an answer, or with one that did not help. The recorder redacts `text` before anything is stored. */
export interface UnansweredQuestion {
  readonly at: Date
  readonly text: string
  readonly language: string
  readonly channel: string
  readonly version: VersionId
  readonly outcome: 'fallback' | 'clarification-refused' | 'clarification-ignored' | 'not-helpful'
  readonly confidence: number
  /** the closest pairs, best first */
  readonly closest: readonly { readonly pair: Pick<QnaPair, 'id'>; readonly score: number }[]
  /** id of the pair whose answer did not help; null when none was shown */
  readonly shown: string | null
}

export interface UnansweredRecorder {
  /** Resolves once the question is on disk: the reply is sent only after that. */
  record(question: UnansweredQuestion): Promise<void>
}

/** The outcome of a turn, without the citizen's words; it is looked up by its receipt. */
export interface TurnRecord {
  readonly receipt: string
  readonly at: Date
  readonly channel: string
  readonly kind: Decision['outcome']['kind']
  readonly language: string
  readonly version: VersionId
  /** the answer given, or the candidates offered */
  readonly pairIds: readonly string[]
  readonly confidence: number
  /** see `Decision`; null where the citizen did not ask in words */
  readonly unseenShare: number | null
}

export interface TurnRecorder {
  record(turn: TurnRecord): Promise<void>
}

/** Whether an answer helped. The last vote on an answer counts. */
export interface FeedbackRecord extends FeedbackInput {
  /** the citizen's previous vote on the same answer; null at first */
  readonly before: boolean | null
}

export interface FeedbackRecorder {
  record(vote: FeedbackRecord): Promise<void>
}
