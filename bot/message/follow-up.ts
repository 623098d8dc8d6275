import { isCourtesy } from '../../knowledge/text/courtesy.js'
import { stem } from '../../knowledge/text/features.js'
import { isFiller } from '../../knowledge/text/filler-words.js'
import { words } from '../../knowledge/text/normalise.js'
import type { Locale, Locales } from '../locale.js'

/**
 * How a question follows up on the last answer.
 * - `no-subject`: it means nothing by itself ("¿y cuánto cuesta?")
 * - `another`: it names something of the same kind ("el de la biblioteca", after opening hours)
 * - `own-subject`: it begins like a follow-up, but may be about something else ("¿y si no estoy de acuerdo?")
 */
export type FollowUp = 'no-subject' | 'another' | 'own-subject'

/** A word may be a subject in one language and not in another, so the surest kind in any language wins. */
const SUREST_FIRST = ['no-subject', 'another', 'own-subject'] as const satisfies readonly FollowUp[]

/** A longer question states its own subject. */
const MOST_WORDS = 10

/** How this message follows up on an answer before it; null when it does not. */
export function followUpIn(text: string, locales: Locales): FollowUp | null {
  const said = words(text)
  if (said.length > MOST_WORDS) return null
  const kinds = [...locales.values()].map(({ followUps }) => followUpAmong(said, followUps))
  return SUREST_FIRST.find((kind) => kinds.includes(kind)) ?? null
}

/** The stems of the words that name a message's subject; empty when it only asks about an aspect of one, such as the price. */
export function subjectStems(text: string, locales: Locales): readonly string[] {
  const isSide = (word: string) => [...locales.values()].some(({ followUps }) => followUps.aspects.has(word))
  const telling = (word: string) => !isSide(word) && !isFiller(word) && !isCourtesy(word)
  return words(text).filter(telling).map(stem)
}

/** Whether a short message names a subject, and all its subject words occur in these texts. */
export function isNamedIn(text: string, named: readonly string[], locales: Locales): boolean {
  const stems = subjectStems(text, locales)
  const there = new Set(named.flatMap(words).map(stem))
  return words(text).length <= MOST_WORDS && stems.length > 0 && stems.every((one) => there.has(one))
}

function followUpAmong(said: readonly string[], { openings, articles, aspects }: Locale['followUps']): FollowUp | null {
  const opened = beginsWithOneOf(said, openings)
  const meant = opened ? said.slice(1) : said
  if (meant.length > 0 && beginsWithOneOf(meant, articles)) return 'another'
  const isWithoutSubject = meant.every((word) => aspects.has(word) || isFiller(word))
  // "hola" and "ayuda" name no subject either, but they do not ask about an aspect of one.
  if (isWithoutSubject && (opened || meant.some((word) => aspects.has(word)))) return 'no-subject'
  return opened ? 'own-subject' : null
}

function beginsWithOneOf(said: readonly string[], phrases: readonly (readonly string[])[]): boolean {
  return phrases.some((phrase) => phrase.every((word, i) => said[i] === word))
}
