import type { Chat } from '../chat.js'
import { readChoice } from '../choice.js'
import { choiceInWords } from '../message/choice-in-words.js'
import { createVoice } from '../reply/voice.js'
import type { Turn, TurnParts } from './outcome/turn.js'
import { type Understood, understand } from './outcome/understand.js'
import type { Heard, Message } from './readings/reading.js'

/** Makes a message ready for the readings. */
export function hear(parts: TurnParts, before: Chat, message: Message): Heard {
  const turnIn = (language: string | null): Turn => ({
    parts,
    chat: { ...before, pending: null, language },
    voice: createVoice(parts, language, message.channel),
    text: message.text,
  })
  const choice = readChoice(message.value) ?? choiceInWords(message.text, before, message.channel, parts.locales)
  const shownIn = choice === null || choice === 'unclear' ? null : choice.language
  const turn = turnIn(shownIn !== null && parts.locales.has(shownIn) ? shownIn : before.language)
  let understood: Promise<Understood> | null = null
  return {
    message,
    before,
    choice,
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
