import type { Clock } from '../../knowledge/ports.js'
import { type Locales, pickLocale } from '../locale.js'
import type { Assistant } from '../ports.js'
import type { Contact } from './contact.js'
import { pairOffer, type Voice } from './replies.js'

export interface VoiceParts {
  readonly assistant: Assistant
  readonly locales: Locales
  readonly contact: Contact
  readonly clock: Clock
}

/** More buttons than this are a wall, not a choice. */
const MOST_STARTERS = 4

/** @param language the chat's, or null while it is unknown */
export function createVoice(
  { assistant, locales, contact, clock }: VoiceParts,
  language: string | null,
  channel: string,
): Voice {
  const locale = pickLocale(locales, language, assistant.languages())
  const starters = assistant.starters(locale.language, clock.now()).slice(0, MOST_STARTERS).map(pairOffer)
  return { locale, contact, channel, starters }
}
