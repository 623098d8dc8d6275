import { z } from 'zod'
import { packagePath } from '../../knowledge/basics/package-path.js'
import { loadLocales as loadTexts } from '../../knowledge/load-locales.js'
import { COMMON_LANGUAGE, type InLanguage, localeFiles } from '../../knowledge/words/locale-files.js'
import { DRIFT_SIGNALS } from '../drift/detect-drift.js'
import { BLAME_KINDS } from '../gate/blame.js'
import { FINDING_KINDS, NAMED_KINDS } from '../gate/findings.js'
import { RULE_IDS, RULE_VERDICTS } from '../gate/verdict.js'
import { CHART_TEXTS, REPORT_TEXTS } from './report-texts.js'

/** Texts about drift other than those of its signals. */
const DRIFT_TEXTS = ['found', 'none', 'unknown', 'tooFew', 'change', 'share', 'notMeasured'] as const

const text = z.string().trim().min(1)

const localeSchema = z.strictObject({
  /** the language's own name */
  name: text,
  rules: z.record(z.enum(RULE_IDS), text),
  ruleVerdicts: z.record(z.enum(RULE_VERDICTS), text),
  findings: z.record(z.enum(FINDING_KINDS), text),
  /** items of a finding's list */
  named: z.record(z.enum(NAMED_KINDS), text),
  blames: z.record(z.enum([...BLAME_KINDS, 'ranking-scattered']), text),
  lists: z.strictObject({ none: text, more: text, and: text }),
  /** by the part of a slice's name before the colon */
  slices: z.record(z.enum(['language', 'origin', 'noise', 'length', 'kind', 'channel', 'topic']), text),
  outcomes: z.record(z.enum(['answered', 'clarification', 'fallback', 'handoff']), text),
  moves: z.record(z.enum(['won', 'lost', 'same']), text),
  drift: z.record(z.enum([...DRIFT_SIGNALS, ...DRIFT_TEXTS]), text),
  charts: z.record(z.enum(CHART_TEXTS), text),
  report: z.record(z.enum(REPORT_TEXTS), text),
})

/** The texts about the results of evaluations, in one language; all except `name` in ICU MessageFormat. */
export type Locale = InLanguage<Readonly<z.infer<typeof localeSchema>>>

const SHIPPED = packagePath('evaluation', 'locales')

const read = new Map<string, Locale>()

/** The texts of a language; the English ones if there are none. @throws {KnowledgeError} BAD_CONFIG when they are damaged */
export function localeIn(language: string): Locale {
  const known = read.get(language)
  if (known !== undefined) return known
  const files = localeFiles(SHIPPED).filter((file) => [COMMON_LANGUAGE, language].some((one) => file === `${one}.json`))
  const locales = loadTexts(SHIPPED, localeSchema, files)
  const locale = locales.find((one) => one.language === language) ?? locales[0]
  if (locale === undefined) throw new TypeError('there are no English texts')
  read.set(language, locale)
  return locale
}

/** @throws {KnowledgeError} BAD_CONFIG when its texts are damaged */
export function englishLocale(): Locale {
  return localeIn(COMMON_LANGUAGE)
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
