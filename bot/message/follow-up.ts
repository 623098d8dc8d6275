import { isCourtesy } from '../../knowledge/text/courtesy.js'
import { stem } from '../../knowledge/text/features.js'
import { isFiller } from '../../knowledge/text/filler-words.js'
import { words } from '../../knowledge/text/normalise.js'
import type { Locale, Locales } from '../locale.js'

/**
 * How a question goes on about what was answered before.
 * - `no-subject`: it means nothing by itself ("¿y cuánto cuesta?")
 * - `another`: it names something of the same kind ("el de la biblioteca", after opening hours)
 * - `own-subject`: it opens like a continuation, and may have left it ("¿y si no estoy de acuerdo?")
 */
export type FollowUp = 'no-subject' | 'another' | 'own-subject'

/** Words that one language takes for a subject may be none in another. */
const SUREST_FIRST = ['no-subject', 'another', 'own-subject'] as const satisfies readonly FollowUp[]

/** A longer question says by itself what it is about. */
const MOST_WORDS = 10

/** How this message goes on about an answer before it; null where it does not. */
export function followUpIn(text: string, locales: Locales): FollowUp | null {
  const said = words(text)
  if (said.length > MOST_WORDS) return null
  const kinds = [...locales.values()].map(({ followUps }) => followUpAmong(said, followUps))
  return SUREST_FIRST.find((kind) => kinds.includes(kind)) ?? null
}

/** The words that say what a message is about, shortened to stems; none where it only asks about some side of a subject. */
export function subjectStems(text: string, locales: Locales): readonly string[] {
  const isSide = (word: string) => [...locales.values()].some(({ followUps }) => followUps.aspects.has(word))
  const telling = (word: string) => !isSide(word) && !isFiller(word) && !isCourtesy(word)
  return words(text).filter(telling).map(stem)
}

/** Whether all of a message's few words about its subject stand in these texts, and it has some. */
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
  // "hola" and "ayuda" name no subject either, and ask about no side of one.
  if (isWithoutSubject && (opened || meant.some((word) => aspects.has(word)))) return 'no-subject'
  return opened ? 'own-subject' : null
}

function beginsWithOneOf(said: readonly string[], phrases: readonly (readonly string[])[]): boolean {
  return phrases.some((phrase) => phrase.every((word, i) => said[i] === word))
}
