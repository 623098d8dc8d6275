import { type Locale, type Locales, sounds } from '../locale.js'

/** The state that a message shows its writer to be in: in danger, in need of help today, or angry. */
export type Distress = keyof Locale['distress']

const GRAVEST_FIRST = ['danger', 'urgent', 'upset'] as const satisfies readonly Distress[]

/**
 * The gravest distress that a message shows, in any language; null when it shows none. Words are compared by sound, because people in
 * distress make spelling mistakes.
 */
export function distressIn(text: string, locales: Locales): Distress | null {
  const said = sounds(text)
  const shows = (kind: Distress) =>
    [...locales.values()].some(({ distress }) => distress[kind].some((phrase) => said.includes(phrase)))
  return GRAVEST_FIRST.find(shows) ?? null
}
