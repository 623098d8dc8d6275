import { words } from './normalise.js'

/** A key that is equal for phrasings that a search cannot distinguish. */
export function samePhrasing(phrasing: string): string {
  return words(phrasing).join(' ') || phrasing
}
