import { TELLING_WORDS } from '../../knowledge/search/spoken-language.js'
import { words } from '../../knowledge/text/normalise.js'
import type { Chat } from '../chat.js'
import { type Locales, localeSaying, pickLocale, primaryLanguage, saying } from '../locale.js'

/**
 * A chat has one language at a time. It begins with the language of the citizen's page and changes when
 * 1. the page changes its language,
 * 2. the citizen asks for another ("English please"),
 * 3. a question is clearly in another: the search says so, and the question has enough words to be sure,
 * 4. the citizen presses a button that was shown in another.
 */
type Spoken = Pick<Chat, 'language' | 'pageLanguage'>

/** @param tag the activity's locale, e.g. `es-ES` */
export function afterPageLanguage(chat: Spoken, tag: unknown, locales: Locales, spoken: readonly string[]): Spoken {
  const page = primaryLanguage(tag)
  const changed = page !== null && page !== chat.pageLanguage
  if (chat.language !== null && !changed) return chat
  const supported = page !== null && locales.has(page)
  return {
    language: chat.language === null || supported ? pickLocale(locales, page, spoken).language : chat.language,
    pageLanguage: page,
  }
}

/** @param decided the language that the search found the question to be in */
export function afterQuestion(language: string, question: string, decided: string, locales: Locales): string {
  return words(question).length >= TELLING_WORDS && locales.has(decided) ? decided : language
}

/** The language that a message asks for, or null when it asks something else. */
export function requestedLanguage(message: string, locales: Locales): string | null {
  return localeSaying(saying(message), locales, ({ switchPhrases }) => switchPhrases)?.language ?? null
}
