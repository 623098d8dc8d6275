import { words } from '../../knowledge/text/normalise.js'
import type { Locale, Locales } from '../locale.js'

/** "la segunda de todas, por favor" and the like; a longer message says more. */
const MOST_CHARS = 200
/** A number with more digits is a year or an amount. */
const NUMBER = /^\d{1,2}$/

/** The place that these words name, counted from 1: "2", "2.", "la segunda", "option 2, please"; null when they name none. */
export function placeInWords(text: string, locales: Locales): number | null {
  if (text.length > MOST_CHARS) return null
  const said = words(text)
  for (const { places } of locales.values()) {
    const place = onlyPlace(said, places)
    if (place !== null) return place
  }
  return null
}

/** The only place among the words, when all other words are ones that may stand around it. */
function onlyPlace(said: readonly string[], { ordinals, around }: Locale['places']): number | null {
  const named = said.map((word) => (NUMBER.test(word) ? Number(word) : ordinalOf(word, ordinals)))
  const places = named.filter((place, i) => place !== null && !(around.has(said[i] ?? '') && named.length > 1))
  const isAlone = said.every((word, i) => named[i] !== null || around.has(word))
  return isAlone && places.length === 1 ? (places[0] ?? null) : null
}

function ordinalOf(word: string, ordinals: Locale['places']['ordinals']): number | null {
  const place = ordinals.findIndex((names) => names.has(word))
  return place === -1 ? null : place + 1
}
