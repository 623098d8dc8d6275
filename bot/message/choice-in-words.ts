import type { Channel } from '../channels/channel.js'
import type { Chat } from '../chat.js'
import type { Choice } from '../choice.js'
import { type Locales, localeSaying, saying } from '../locale.js'
import { confirmationInWords } from './confirmation.js'
import { listedOffers } from './listed-offers.js'
import { placeInWords } from './place.js'
import { ratingInWords } from './rating.js'

/** `unclear`: a choice was meant, but the words do not tell which, e.g. a number out of range, or "yes" to several. */
export type ChoiceInWords = Choice | 'unclear' | null

/** The choice that these words name: by its place or a button's title as shown last, by yes or no, as a vote, or a request for a person. */
export function choiceInWords(text: string, chat: Chat, channel: Channel, locales: Locales): ChoiceInWords {
  const { offers, pending } = chat
  const said = saying(text)
  if (said === '') return null
  const listed = pending?.choices ?? listedOffers(offers, channel)
  const place = listed.length === 0 ? null : placeInWords(text, locales)
  const chosen = place === null ? undefined : listed[place - 1]
  if (chosen !== undefined) return chosen.choice
  if (place !== null && pending !== null) return 'unclear'
  const named = offers.find(({ title }) => saying(title) === said)
  if (named !== undefined) return named.choice
  const meant = confirmationInWords(said, pending, locales) ?? ratingInWords(said, chat, locales)
  if (meant !== null) return meant
  const inLocale = localeSaying(said, locales, ({ personSayings }) => personSayings)
  return inLocale === undefined ? null : { kind: 'person', language: inLocale.language }
}
