import { type Locale, type Locales, sounds } from '../locale.js'

/** What a message shows of whoever wrote it: in danger, in need of help today, or angry. */
export type Distress = keyof Locale['distress']

const GRAVEST_FIRST = ['danger', 'urgent', 'upset'] as const satisfies readonly Distress[]

/**
 * The gravest distress that a message shows, in any language; null where it shows none. Words count by their sound: who writes such
 * a message does not mind the spelling.
 */
export function distressIn(text: string, locales: Locales): Distress | null {
  const said = sounds(text)
  const shows = (kind: Distress) =>
    [...locales.values()].some(({ distress }) => distress[kind].some((phrase) => said.includes(phrase)))
  return GRAVEST_FIRST.find(shows) ?? null
}
