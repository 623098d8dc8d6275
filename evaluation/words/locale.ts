import { z } from 'zod'
import { loadLocales as loadTexts } from '../../knowledge/load-locales.js'
import { packagePath } from '../../knowledge/package-path.js'
import { COMMON_LANGUAGE, type InLanguage } from '../../knowledge/words/locale-files.js'
import { BLAME_KINDS } from '../gate/blame.js'
import { FINDING_KINDS, NAMED_KINDS } from '../gate/findings.js'
import { RULE_IDS, RULE_VERDICTS } from '../gate/verdict.js'
import { CHART_TEXTS, REPORT_TEXTS } from './report-texts.js'

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
export type Locale = InLanguage<Readonly<z.infer<typeof localeSchema>>>

const SHIPPED = packagePath('evaluation', 'locales')

let english: Locale | null = null

/** @throws {KnowledgeError} BAD_CONFIG when its texts are damaged */
export function englishLocale(): Locale {
  english ??= loadTexts(SHIPPED, localeSchema, [`${COMMON_LANGUAGE}.json`])[0] ?? null
  if (english === null) throw new TypeError('there are no English texts')
  return english
}

/** What there is to say in a language; in English where there are no texts in it. */
export function localeIn(language: string): Locale {
  if (language === COMMON_LANGUAGE) return englishLocale()
  return loadLocales().find((locale) => locale.language === language) ?? englishLocale()
}

/**
 * Reads every language of the folder; adding a file adds a language.
 *
 * @returns by language, in alphabetical order
 * @throws {KnowledgeError} BAD_CONFIG naming every text that is missing, unknown, or has other placeholders than in English
 */
export function loadLocales(folder: string = SHIPPED): readonly Locale[] {
  return loadTexts(folder, localeSchema)
}
