import type { LanguageDetector } from '../ports.js'
import { words } from '../text/normalise.js'

/** Below this lead of the best language over the second, the page's language decides: short messages look alike in many. */
const CLEAR_LEAD = 0.1

/** Fewer words than this look alike in many languages ("no", "visa", "IBAN"). */
export const TELLING_WORDS = 3

/** What there is to know about the language of a question; what takes a look at all languages waits until it is asked for. */
export interface SpokenLanguage {
  /** among the knowledge base's */
  readonly own: string
  /** of the reply to a question that is not searched for */
  readonly unlessSearched: string
  /** the language of a question that is plainly in none of the knowledge base's, or null */
  foreign(): Promise<string | null>
  /** whether it is plainly in none of them, and so are its mended words: what is spelled by ear may look like another language */
  isForeignEvenAs(mended: string): Promise<boolean>
  /** the one that the chat goes on in, unless the question is taken for foreign */
  inChat(): Promise<string>
}

/**
 * @param hint language of the citizen's page or device, or of the chat so far
 * @param languages the knowledge base's, at least one
 */
export function spokenLanguage(
  text: string,
  hint: string | null,
  languages: readonly string[],
  detector: LanguageDetector,
): SpokenLanguage {
  const own = questionLanguage(text, languages, hint, detector)
  const speaksOwn = hint !== null && languages.includes(hint)
  const foreignChat = speaksOwn ? null : hint
  let detected: Promise<Readonly<Record<string, number>>> | null = null
  const scores = () => {
    detected ??= detector.detectAmongAll(text)
    return detected
  }
  // Where the page speaks the knowledge base's language, a word or two are taken for that.
  const isTerse = () => speaksOwn && words(text).length < TELLING_WORDS
  const foreign = async () => (isTerse() ? null : foreignLanguage(await scores(), languages))
  return {
    own,
    unlessSearched: foreignChat ?? own,
    foreign,
    isForeignEvenAs: async (mended) =>
      (await foreign()) !== null && foreignLanguage(await detector.detectAmongAll(mended), languages) !== null,
    inChat: async () => (foreignChat === null ? own : languageInForeignChat(await scores(), foreignChat, own)),
  }
}

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
function questionLanguage(
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
