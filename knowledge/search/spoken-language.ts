import type { LanguageDetector } from '../ports.js'
import { words } from '../text/normalise.js'

/** Below this lead of the best language over the second, the page's language decides: short messages look alike in many. */
const CLEAR_LEAD = 0.1

/** Fewer words than this look alike in many languages ("no", "visa", "IBAN"). */
export const TELLING_WORDS = 3

/** The language of a question. The functions detect among all languages, which happens only when one is called. */
export interface SpokenLanguage {
  /** the best of the knowledge base's languages */
  readonly own: string
  /** the language of the reply to a question that is not searched */
  readonly unlessSearched: string
  /** the language of a question that is clearly in none of the knowledge base's, or null */
  foreign(): Promise<string | null>
  /** whether the question and its corrected text are both clearly in none of them: spelling by ear may look like another language */
  isForeignEvenAs(mended: string): Promise<boolean>
  /** the language to continue the chat in, unless the question is foreign */
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
  // Where the page is in a language of the knowledge base, one or two words are assumed to be in it, too.
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

/** Language code of a knowledge base whose language was not given. */
const UNDETERMINED = 'und'

/**
 * The language of a text that is clearly in none of the knowledge base's; otherwise null, also where the knowledge base's is unknown.
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
 * The language of a question in a chat whose language the knowledge base does not have: the chat's, unless the question is clearly in
 * the knowledge base's own.
 *
 * @param scores of all languages, by ISO 639 code
 */
export function languageInForeignChat(scores: Readonly<Record<string, number>>, chat: string, own: string): string {
  return (scores[own] ?? 0) - (scores[chat] ?? 0) < CLEAR_LEAD ? chat : own
}

/**
 * The most likely language of a question among those of the knowledge base.
 *
 * @param languages the knowledge base's languages, at least one
 * @param hint language of the citizen's page or device, used when the text is ambiguous
 */
function questionLanguage(
  text: string,
  languages: readonly string[],
  hint: string | null,
  detector: LanguageDetector,
): string {
  const [first = UNDETERMINED] = languages
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
