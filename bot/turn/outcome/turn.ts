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

/** A turn whose language is settled. */
export interface Turn {
  readonly parts: TurnParts
  readonly chat: Chat
  readonly voice: Voice
  /** what the citizen wrote, or the words of the button */
  readonly text: string
}

export interface TurnResult {
  readonly reply: Reply
  /** as it is after the turn */
  readonly chat: Chat
}

/** The turn where the chat is no longer about what was answered before. */
export function elsewhere(turn: Turn): Turn {
  return { ...turn, chat: { ...turn.chat, topic: null, waiting: [] } }
}

/** What a text comes to that is not the citizen's message itself: a sentence of it, say. */
export function decisionOn({ parts, voice }: Turn, text: string): Promise<Decision> {
  return parts.assistant.ask({ text, languageHint: voice.locale.language, filter: {}, now: parts.clock.now() })
}
