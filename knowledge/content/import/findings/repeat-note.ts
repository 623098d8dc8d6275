import { firstFew } from '../../../basics/first-few.js'
import type { ImportNote } from './import-note.js'

/** Most places that are listed. */
const SHOWN = 10

/** @param places as `placesOf` makes them */
export function noteOnRepeats(
  what: 'pairs-repeated' | 'pairs-alike',
  places: readonly string[],
): readonly ImportNote[] {
  if (places.length === 0) return []
  const { first, more } = firstFew(places, SHOWN)
  return [{ what, count: places.length, lines: first, more }]
}

/** The lines of two pairs that are alike, e.g. `2 = 3`. */
export function placesOf(first: number | null, next: number | null): string {
  return `${first ?? '?'} = ${next ?? '?'}`
}
