import type { Channel } from '../../channels/channel.js'
import type { Chat } from '../../chat.js'
import { type Choice, readChoice } from '../../choice.js'
import { choiceInWords } from '../../message/choice-in-words.js'
import { createVoice } from '../../reply/voice.js'
import type { Turn, TurnParts, TurnResult } from '../outcome/turn.js'
import { type Understood, understand } from '../outcome/understand.js'

/** A citizen's message, as the channel delivered it. */
export interface Message {
  readonly text: string
  /** a button's value; untrusted */
  readonly value: unknown
  readonly hasFiles: boolean
  readonly channel: Channel
}

/**
 * One thing that a message can be. It accepts the message and replies, or returns null and leaves it to the next readings. It resolves
 * after everything that must be durable has been written.
 */
export type Reading = (heard: Heard) => TurnResult | null | Promise<TurnResult | null>

/** A message as the readings get it. */
export interface Heard {
  readonly message: Message
  /** the chat before the message */
  readonly before: Chat
  /** the offer that the message chooses, by a button or in words; null when it chooses none */
  readonly choice: Choice | null
  /** whether a choice was meant but the words do not tell which */
  readonly isUnclear: boolean
  /** in the language of the chat, or of the button that was pressed */
  readonly turn: Turn
  turnIn(language: string): Turn
  /** How the assistant understood the message. The first reading that needs this asks the assistant; later calls get the same result. */
  understood(): Promise<Understood>
  /** whether a reading has asked the assistant */
  readonly isAsked: boolean
}

/** Prepares a message for the readings. */
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
