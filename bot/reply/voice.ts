import type { Clock } from '../../knowledge/ports.js'
import type { Channel } from '../channels/channel.js'
import type { Offer } from '../choice.js'
import { type Locale, type Locales, pickLocale } from '../locale.js'
import type { Assistant } from '../ports.js'
import type { Contact } from './contact.js'
import { pairOffer } from './offers.js'

/** The parts that every reply of a turn is made with. */
export interface Voice {
  readonly locale: Locale
  readonly contact: Contact
  readonly channel: Channel
  /** where relative links in answers begin; null = they lead nowhere */
  readonly linkBase: string | null
  /** Starter questions in the chat's language. Worked out only when they are shown. */
  starters(): readonly Offer[]
}

export interface VoiceParts {
  readonly assistant: Assistant
  readonly locales: Locales
  readonly contact: Contact
  readonly linkBase: string | null
  readonly clock: Clock
}

/** More buttons than this are too many to choose from. */
const MOST_STARTERS = 4

/** @param language the chat's language, or null while it is unknown */
export function createVoice(
  { assistant, locales, contact, linkBase, clock }: VoiceParts,
  language: string | null,
  channel: Channel,
): Voice {
  const locale = pickLocale(locales, language, assistant.languages())
  return {
    locale,
    contact,
    channel,
    linkBase,
    starters: () => assistant.starters(locale.language, clock.now()).slice(0, MOST_STARTERS).map(pairOffer),
  }
}
