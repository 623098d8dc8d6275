import type { Decision } from '../../../knowledge/search/outcome.js'
import type { Chat } from '../../chat.js'
import type { FeedbackRecorder, TurnRecorder, UnansweredRecorder } from '../../ports.js'
import type { Reply } from '../../reply/reply.js'
import type { Voice, VoiceParts } from '../../reply/voice.js'

export interface TurnParts extends VoiceParts {
  readonly turns: TurnRecorder
  readonly unanswered: UnansweredRecorder
  readonly feedback: FeedbackRecorder
  readonly randomBytes: (size: number) => Uint8Array
  /** logs a failure by its code, never with a citizen's words */
  readonly logFailure: (error: unknown, message: string) => void
}

/** A turn whose language is decided. */
export interface Turn {
  readonly parts: TurnParts
  readonly chat: Chat
  readonly voice: Voice
  /** the citizen's message, or the title of the pressed button */
  readonly text: string
}

export interface TurnResult {
  readonly reply: Reply
  /** the chat after the turn */
  readonly chat: Chat
}

/** The turn with a chat that no longer has a topic. */
export function elsewhere(turn: Turn): Turn {
  return { ...turn, chat: { ...turn.chat, topic: null, waiting: [] } }
}

/** The decision on a text other than the citizen's whole message, such as one of its sentences. */
export function decisionOn({ parts, voice }: Turn, text: string): Promise<Decision> {
  return parts.assistant.ask({ text, languageHint: voice.locale.language, filter: {}, now: parts.clock.now() })
}
