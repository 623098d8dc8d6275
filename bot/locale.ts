import { z } from 'zod'
import { packagePath } from '../knowledge/basics/package-path.js'
import { KnowledgeError } from '../knowledge/errors.js'
import { refuseMisfits } from '../knowledge/load-locales.js'
import { words } from '../knowledge/text/normalise.js'
import { soundOf } from '../knowledge/text/sound.js'
import {
  COMMON_LANGUAGE,
  differences,
  type InLanguage,
  localeFiles,
  type Misfit,
  readLocaleFiles,
} from '../knowledge/words/locale-files.js'
import { placeholders } from './template.js'

const text = z.string().trim().min(1)

const BOT_TEXTS = [
  'institution',
  'disclosure',
  'reachPerson',
  'startersTitle',
  'startedAnew',
  'languageSwitched',
  'clarification',
  'clarificationOfOne',
  'clarificationByNumber',
  'clarificationRefused',
  'inContext',
  'severalQuestions',
  'fallback',
  'recorded',
  'tryAgain',
  'tryShorter',
  'danger',
  'emergencyUnknown',
  'urgent',
  'upset',
  'confused',
  'welcome',
  'noSubject',
  'offerPerson',
  'handoff',
  'contactPhone',
  'contactPhoneWithHours',
  'contactHours',
  'contactEmail',
  'contactPage',
  'contactUnknown',
  'empty',
  'emptyWithoutExample',
  'tooLong',
  'onlyText',
  'fileIgnored',
  'choiceGone',
  'otherLanguage',
  'source',
  'provenance',
  'error',
  'errorReceipt',
  'helpful',
  'notHelpful',
  'rateInWords',
] as const

/** Phrases are prepared here once, when a file is read, because every message is compared with hundreds of them. */
const list = z.array(text)
const fullList = list.min(1)
const sayings = fullList.transform((phrases): ReadonlySet<string> => new Set(phrases.map(saying)))
const wordSet = list.transform((phrases): ReadonlySet<string> => new Set(phrases.flatMap(words)))
const wordLists = list.transform((phrases): readonly (readonly string[])[] => phrases.map(words))
const soundList = fullList.transform((phrases): readonly string[] => phrases.map(sounds))

const localeSchema = z
  .strictObject({
    /** the language's own name */
    name: text,
    /** how people ask for this language, in any language */
    switchPhrases: sayings,
    /** what the bot says, as Markdown */
    bot: z.record(z.enum(BOT_TEXTS), text),
    buttons: z.strictObject({ person: text, none: text, notThis: text, helpful: text, notHelpful: text }),
    /** how people say yes and no when asked whether they meant something */
    confirmations: z.strictObject({ yes: sayings, no: sayings }),
    /**
     * how people name a choice by its place: the words for each place, and the words that may stand around them ("la segunda, por
     * favor")
     */
    places: z.strictObject({ ordinals: z.array(fullList.pipe(wordSet)).min(5), around: wordSet }),
    /** how people say whether an answer helped */
    ratings: z.strictObject({ helpful: sayings, notHelpful: sayings }),
    /**
     * the words of a question that continues the topic of the last answer: words that it begins with, articles that stand for the subject
     * ("la de"), and words for an aspect of a subject that do not name one (price, deadline, days)
     */
    followUps: z.strictObject({
      openings: fullList.pipe(wordLists),
      articles: wordLists,
      aspects: fullList.pipe(wordSet),
    }),
    /**
     * whole messages that ask nothing: people who are satisfied, who wonder whom they talk to, or who feel misunderstood
     */
    remarks: z.strictObject({ thanks: sayings, identity: sayings, confused: sayings }),
    /** phrases anywhere in a message that show danger, need of help today, or anger; compared by sound */
    distress: z.strictObject({ danger: soundList, urgent: soundList, upset: soundList }),
    /** the texts of the chat page, as plain text */
    page: z.record(z.string().regex(/^[a-z][a-zA-Z]*$/), text),
  })
  .transform((file) => {
    // The page's own button for a person sends its text as a message.
    const personSayings: ReadonlySet<string> = new Set([file.buttons.person, file.page.personMessage ?? ''].map(saying))
    return { ...file, personSayings }
  })

/** In one language: every text that citizens read except answers, and the phrases by which their messages are understood. */
export type Locale = InLanguage<Readonly<z.infer<typeof localeSchema>>>

/** By ISO 639 code; the first is used when the citizen's language is unknown. */
export type Locales = ReadonlyMap<string, Locale>

/**
 * Reads every language of the folder; adding a file adds a language.
 *
 * @param usual used when the citizen's language is unknown (ISO 639)
 * @param folder holds one `<language>.json` per language
 * @throws {KnowledgeError} BAD_CONFIG naming every text that is missing, unknown or has other placeholders than in another language
 */
export function loadLocales(usual: string = COMMON_LANGUAGE, folder: string = packagePath('bot', 'locales')): Locales {
  const misfits: Misfit[] = []
  const read = readLocaleFiles(folder, localeFiles(folder), localeSchema, misfits)
  misfits.push(...differencesFromFirst(read))
  if (read.length === 0 && misfits.length === 0) misfits.push({ what: 'no-language' })
  refuseMisfits(folder, misfits)
  const locales = new Map(read.map((locale) => [locale.language, locale]))
  if (!locales.has(usual)) {
    throw new KnowledgeError(
      'BAD_CONFIG',
      { what: 'no-texts-in-usual-language', language: usual },
      { do: 'choose-usual-language', known: [...locales.keys()], language: usual, folder },
    )
  }
  return new Map([...locales].sort(([left], [right]) => Number(right === usual) - Number(left === usual)))
}

/**
 * The texts for a citizen whose page or device has the language `tag`.
 *
 * @param tag e.g. `es-ES`, or null when unknown
 * @param spoken languages the knowledge base has answers in; they are preferred when `tag` does not help
 */
export function pickLocale(locales: Locales, tag: string | null | undefined, spoken: readonly string[]): Locale {
  const own = locales.get(primaryLanguage(tag) ?? '')
  if (own !== undefined) return own
  const all = [...locales.values()]
  const locale = all.find(({ language }) => spoken.includes(language)) ?? all[0]
  if (locale === undefined) throw new TypeError('there are no locales')
  return locale
}

/** `es` of `es-ES`; null when it is not a language tag. */
export function primaryLanguage(tag: unknown): string | null {
  const match = typeof tag === 'string' ? /^([a-z]{2,3})(?:[-_]|$)/i.exec(tag) : null
  return match?.[1]?.toLowerCase() ?? null
}

/** No title of a button is longer, and no phrase. */
const LONGEST_SAYING = 2_000

/** A text in the form of the sayings: its normalised words with one space between them. A text too long for one stays as it is. */
export function saying(text: string): string {
  return text.length > LONGEST_SAYING ? text : words(text).join(' ')
}

/** The sound of a text, with a space around each word, so that a phrase matches whole words only. */
export function sounds(text: string): string {
  return ` ${words(text).map(soundOf).join(' ')} `
}

/**
 * The first language in which these words are one of the sayings.
 *
 * @param said the result of `saying`
 */
export function localeSaying(
  said: string,
  locales: Locales,
  sayingsOf: (locale: Locale) => ReadonlySet<string>,
): Locale | undefined {
  return [...locales.values()].find((locale) => sayingsOf(locale).has(said))
}

/** A language's name in another language, e.g. `inglés`; its code when it has none. */
export function languageName(language: string, { language: reader }: Locale): string {
  return new Intl.DisplayNames([reader], { type: 'language', fallback: 'code' }).of(language) ?? language
}

/** Lists of what people write may differ in length between languages, so they are not compared. */
function differencesFromFirst([first, ...others]: readonly Locale[]): readonly Misfit[] {
  if (first === undefined) return []
  const compared = ({ language, bot, buttons, page }: Locale) => ({ language, bot, buttons, page })
  return others.flatMap((other) => differences(compared(first), compared(other), placeholders))
}
