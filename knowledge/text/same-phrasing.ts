import { words } from './normalise.js'

/** Equal for two phrasings that a search cannot tell apart. */
export function samePhrasing(phrasing: string): string {
  return words(phrasing).join(' ') || phrasing
}
