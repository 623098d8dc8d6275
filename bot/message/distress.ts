import { words } from '../../knowledge/text/normalise.js'
import { soundOf } from '../../knowledge/text/sound.js'
import type { Locale, Locales } from '../locale.js'
import { oncePerList } from '../once-per-list.js'

/** What a message shows of whoever wrote it: in danger, in need of help today, or angry. */
export type Distress = keyof Locale['distress']

const GRAVEST_FIRST = ['danger', 'urgent', 'upset'] as const satisfies readonly Distress[]

/**
 * The gravest distress that a message shows, in any language; null where it shows none. Words count by their sound: who writes such
 * a message does not mind the spelling.
 */
export function distressIn(text: string, locales: Locales): Distress | null {
  const said = soundsOf(text)
  const shows = (kind: Distress) =>
    [...locales.values()].some(({ distress }) => soundsOfEach(distress[kind]).some((phrase) => said.includes(phrase)))
  return GRAVEST_FIRST.find(shows) ?? null
}

const soundsOfEach = oncePerList((phrases) => phrases.map(soundsOf))

/** With a space around each word, so that a phrase is found as whole words. */
function soundsOf(text: string): string {
  return ` ${words(text).map(soundOf).join(' ')} `
}
