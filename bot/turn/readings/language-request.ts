import { requestedLanguage } from '../../message/chat-language.js'
import { askAgain } from '../outcome/ask-about.js'
import { giveNotice } from '../outcome/give-outcome.js'
import type { TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** The citizen asks for another language. An open clarification is repeated in it. */
export function languageRequest({ choice, message, before, turn, turnIn }: Heard): TurnResult | null {
  const requested = choice === null ? requestedLanguage(message.text, turn.parts.locales) : null
  if (requested === null) return null
  const switched = turnIn(requested)
  return before.pending === null ? giveNotice(switched, 'languageSwitched') : askAgain(switched, before.pending)
}
