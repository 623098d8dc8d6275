import type { LanguageDetector } from '../ports.js'

/** Below this lead of the best language over the second, the page's language decides: short messages look alike in many. */
const CLEAR_LEAD = 0.1

/** What a knowledge base is in when nobody said. */
const UNDETERMINED = 'und'

/**
 * The language of a text that is plainly in none of the knowledge base's, or null; also where the knowledge base's is not known.
 *
 * @param scores of all languages, by ISO 639 code
 */
export function foreignLanguage(scores: Readonly<Record<string, number>>, languages: readonly string[]): string | null {
  if (languages.includes(UNDETERMINED)) return null
  const [best] = Object.entries(scores).sort(([, left], [, right]) => right - left)
  if (best === undefined) return null
  const own = Math.max(0, ...languages.map((language) => scores[language] ?? 0))
  return best[1] - own < CLEAR_LEAD ? null : best[0]
}

/**
 * The language a question is in when the chat goes on in one that the knowledge base has nothing in: the chat's, unless it is plainly
 * in the knowledge base's own.
 *
 * @param scores of all languages, by ISO 639 code
 */
export function languageInForeignChat(scores: Readonly<Record<string, number>>, chat: string, own: string): string {
  return (scores[own] ?? 0) - (scores[chat] ?? 0) < CLEAR_LEAD ? chat : own
}

/**
 * The language a question is taken to be in, among those of the knowledge base.
 *
 * @param languages the knowledge base's languages, at least one
 * @param hint language of the citizen's page or device, used when the text alone does not tell
 */
export function questionLanguage(
  text: string,
  languages: readonly string[],
  hint: string | null,
  detector: LanguageDetector,
): string {
  const [first = 'und'] = languages
  if (languages.length < 2) return first
  const hinted = hint !== null && languages.includes(hint) ? hint : null
  const ranked = Object.entries(detector.detect(text))
    .filter(([language]) => languages.includes(language))
    .sort(([, left], [, right]) => right - left)
  const [best, second] = ranked
  if (best === undefined) return hinted ?? first
  const lead = best[1] - (second?.[1] ?? 0)
  return lead < CLEAR_LEAD && hinted !== null ? hinted : best[0]
}
