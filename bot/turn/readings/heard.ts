import type { Channel } from '../../channels/channel.js'
import type { Chat } from '../../chat.js'
import { type Choice, readChoice } from '../../choice.js'
import { choiceInWords } from '../../message/choice-in-words.js'
import { createVoice } from '../../reply/voice.js'
import type { Turn, TurnParts, TurnResult } from '../outcome/turn.js'
import { type Understood, understand } from '../outcome/understand.js'

/** What a citizen sent, as a channel delivered it. */
export interface Message {
  readonly text: string
  /** of a button, from outside: anything */
  readonly value: unknown
  readonly hasFiles: boolean
  readonly channel: Channel
}

/**
 * One thing that a message may be taken for. It takes the message and replies, or gives null and leaves it to the readings after it.
 * Whatever must be on disk is there when it resolves.
 */
export type Reading = (heard: Heard) => TurnResult | null | Promise<TurnResult | null>

/** A message as readings meet it. */
export interface Heard {
  readonly message: Message
  /** as the chat was before the message */
  readonly before: Chat
  /** what the message chooses of what was offered, by a button or in words; null where it chooses nothing */
  readonly choice: Choice | null
  /** a choice was meant, and the words do not tell which */
  readonly isUnclear: boolean
  /** in the language of the chat, or of the button that was pressed */
  readonly turn: Turn
  turnIn(language: string): Turn
  /** What the assistant makes of the message. It is asked by the first reading that wants to know, and once. */
  understood(): Promise<Understood>
  /** whether a reading has asked the assistant */
  readonly isAsked: boolean
}

/** Makes a message ready for the readings. */
export function hear(parts: TurnParts, before: Chat, message: Message): Heard {
  const turnIn = (language: string | null): Turn => ({
    parts,
    chat: { ...before, pending: null, language },
    voice: createVoice(parts, language, message.channel),
    text: message.text,
  })
  const meant = readChoice(message.value) ?? choiceInWords(message.text, before, message.channel, parts.locales)
  const choice = meant === 'unclear' ? null : meant
  const shownIn = choice?.language ?? null
  const turn = turnIn(shownIn !== null && parts.locales.has(shownIn) ? shownIn : before.language)
  let understood: Promise<Understood> | null = null
  return {
    message,
    before,
    choice,
    isUnclear: meant === 'unclear',
    turn,
    turnIn,
    understood() {
      understood ??= understand(turn)
      return understood
    },
    get isAsked() {
      return understood !== null
    },
  }
}
