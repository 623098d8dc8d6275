import { z } from 'zod'
import { localeFiles, readLocaleFiles, refuseMisfits } from '../../knowledge/locale-files.js'
import { packagePath } from '../../knowledge/package-root.js'
import { BLAME_KINDS } from '../gate/blame.js'
import { FINDING_KINDS, NAMED_KINDS } from '../gate/findings.js'
import { RULE_IDS, RULE_VERDICTS } from '../gate/verdict.js'
import { CHART_TEXTS, REPORT_TEXTS } from '../report/report-texts.js'
import { placeholders } from './message.js'

const text = z.string().trim().min(1)

const localeSchema = z.strictObject({
  /** the language's own name */
  name: text,
  rules: z.record(z.enum(RULE_IDS), text),
  ruleVerdicts: z.record(z.enum(RULE_VERDICTS), text),
  findings: z.record(z.enum(FINDING_KINDS), text),
  /** one of several that a finding names */
  named: z.record(z.enum(NAMED_KINDS), text),
  blames: z.record(z.enum([...BLAME_KINDS, 'ranking-scattered']), text),
  lists: z.strictObject({ none: text, more: text, and: text }),
  /** by the word before the colon of a slice's name */
  slices: z.record(z.enum(['language', 'origin', 'noise', 'length', 'kind', 'channel', 'topic']), text),
  outcomes: z.record(z.enum(['answered', 'clarification', 'fallback', 'handoff']), text),
  moves: z.record(z.enum(['won', 'lost', 'same']), text),
  charts: z.record(z.enum(CHART_TEXTS), text),
  report: z.record(z.enum(REPORT_TEXTS), text),
})

/** Every word that tells what an evaluation found, in one language; all but `name` in ICU MessageFormat. */
export interface Locale extends Readonly<z.infer<typeof localeSchema>> {
  /** ISO 639 code: the file's name */
  readonly language: string
}

const SHIPPED = packagePath('evaluation', 'locales')

/** What the command line says and the other languages are measured by. */
export const COMMON_LANGUAGE = 'en'

let english: Locale | null = null

/** @throws {KnowledgeError} BAD_CONFIG when its texts are damaged */
export function englishLocale(): Locale {
  english ??= readLocales(SHIPPED, [`${COMMON_LANGUAGE}.json`])[0] ?? null
  if (english === null) throw new TypeError('there are no English texts')
  return english
}

/**
 * Reads every language of the folder; adding a file adds a language.
 *
 * @param folder holds one `<language>.json` per language, English among them
 * @returns by language, in alphabetical order
 * @throws {KnowledgeError} BAD_CONFIG naming every text that is missing, unknown, or has other placeholders than in English
 */
export function loadLocales(folder: string = SHIPPED): readonly Locale[] {
  return readLocales(folder, localeFiles(folder))
}

function readLocales(folder: string, files: readonly string[]): readonly Locale[] {
  const problems: string[] = []
  const locales = readLocaleFiles(folder, files, localeSchema, problems)
  const common = locales.find(({ language }) => language === COMMON_LANGUAGE)
  if (common === undefined) problems.push(`there is no ${COMMON_LANGUAGE}.json that is whole`)
  else for (const locale of locales) problems.push(...differences(common, locale))
  refuseMisfits(folder, problems)
  return locales
}

/** Texts that are no message, or want other values than the English one. */
function differences(common: Locale, locale: Locale): readonly string[] {
  const wanted = namesByText(common)
  return [...namesByText(locale)].flatMap(([key, names]) => {
    const wantedNames = wanted.get(key) ?? ''
    if (names === wantedNames) return []
    return [
      `${locale.language}.json: ${key} has the placeholders (${names}), in ${COMMON_LANGUAGE}.json (${wantedNames})`,
    ]
  })
}

/** The placeholders of every text, by its place in the file. */
function namesByText({ language: _language, name: _name, ...groups }: Locale): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(groups).flatMap(([group, texts]) =>
      Object.entries(texts).map(([key, message]) => [`${group}.${key}`, namesOf(message)] as const),
    ),
  )
}

function namesOf(message: string): string {
  try {
    return placeholders(message).join(', ')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
