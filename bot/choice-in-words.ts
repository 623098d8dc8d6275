import { words } from '../knowledge/search/normalise.js'
import type { Chat } from './chat.js'
import type { Choice } from './choice.js'
import { confirmationInWords } from './confirmation.js'
import { type Locales, localeSaying } from './locale.js'
import { placeInWords } from './place.js'
import { ratingInWords } from './rating.js'

/** A choice was meant, and the words do not tell which: a number that none has, or "yes" to several. */
export type ChoiceInWords = Choice | 'unclear' | null

/** The choice that these words name: the place of one, a button's title as shown last, yes or no, a vote, or the way to a person. */
export function choiceInWords(text: string, chat: Chat, locales: Locales): ChoiceInWords {
  const { offers, pending } = chat
  const said = words(text).join(' ')
  if (said === '') return null
  const place = pending === null ? null : placeInWords(text, locales)
  if (place !== null) return pending?.choices[place - 1]?.choice ?? 'unclear'
  const named = offers.find(({ title }) => words(title).join(' ') === said)
  if (named !== undefined) return named.choice
  const meant = confirmationInWords(said, pending, locales) ?? ratingInWords(said, chat, locales)
  if (meant !== null) return meant
  // The page has a button of its own, which sends these words.
  const inLocale = localeSaying(said, locales, ({ buttons, page }) => [buttons.person, page.personMessage ?? ''])
  return inLocale === undefined ? null : { kind: 'person', language: inLocale.language }
}
