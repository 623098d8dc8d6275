import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { parseJson } from '../basics/parse-json.js'
import { placeholders } from './message.js'

/** The texts of one language, with its ISO 639 code, which is also its file's name. */
export type InLanguage<T> = T & { readonly language: string }

/** One inconsistency between the locale files of a folder. */
export type Misfit =
  | { readonly what: 'text-missing' | 'text-unknown' | 'text-unfit'; readonly file: string; readonly text: string }
  | {
      readonly what: 'text-placeholders'
      readonly file: string
      readonly text: string
      readonly found: string
      readonly than: string
      readonly wanted: string
    }
  | { readonly what: 'no-json' | 'no-whole-file'; readonly file: string }
  | { readonly what: 'no-language' }

/** The reference for other languages, and the fallback where there are no texts in the requested language. */
export const COMMON_LANGUAGE = 'en'

/** The locale files of a folder, `<language>.json`, in alphabetical order. */
export function localeFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^[a-z]{2,3}\.json$/.test(name))
    .sort()
}

/**
 * Reads locale files, one per language.
 *
 * @param misfits receives every text that is missing, unknown or invalid
 * @returns the languages without such texts
 */
export function readLocaleFiles<T extends object>(
  folder: string,
  files: readonly string[],
  schema: z.ZodType<T>,
  misfits: Misfit[],
): readonly InLanguage<T>[] {
  return files.flatMap((file) => {
    const found = parseJson(readFileSync(join(folder, file), 'utf8'))
    const read = schema.safeParse(found, { reportInput: true })
    if (read.success) return [{ ...read.data, language: file.slice(0, -'.json'.length) }]
    if (found === null) misfits.push({ what: 'no-json', file })
    else misfits.push(...read.error.issues.flatMap((issue) => misfitsOf(file, issue)))
    return []
  })
}

/**
 * Reads locale files whose texts are in ICU MessageFormat, and compares them with English.
 *
 * @returns the languages that could be read, and every text that is missing, unknown, invalid, or has other placeholders than in English
 */
export function readLanguages<T extends object>(
  folder: string,
  files: readonly string[],
  schema: z.ZodType<T>,
): { readonly locales: readonly InLanguage<T>[]; readonly misfits: readonly Misfit[] } {
  const misfits: Misfit[] = []
  const locales = readLocaleFiles(folder, files, schema, misfits)
  const common = locales.find(({ language }) => language === COMMON_LANGUAGE)
  if (common === undefined) misfits.push({ what: 'no-whole-file', file: `${COMMON_LANGUAGE}.json` })
  else misfits.push(...locales.filter((one) => one !== common).flatMap((locale) => differences(common, locale)))
  return { locales, misfits }
}

/** Every text by its place in the file, e.g. `findings.change`; a locale's `language` and `name` are left out. */
export function textsByPlace(texts: object): ReadonlyMap<string, string> {
  const { language: _language, name: _name, ...groups } = texts as Readonly<Record<string, unknown>>
  return new Map(textsBelow(groups, []))
}

function textsBelow(texts: object, above: readonly string[]): readonly (readonly [string, string])[] {
  return Object.entries(texts).flatMap(([key, below]) => {
    const place = [...above, key]
    if (typeof below === 'string') return [[place.join('.'), below] as const]
    return typeof below === 'object' && below !== null ? textsBelow(below, place) : []
  })
}

/**
 * How a language's texts differ from the reference language.
 *
 * @param placeholdersOf gives the names of a text's placeholders; may throw for an invalid text
 */
export function differences(
  common: { readonly language: string },
  locale: { readonly language: string },
  placeholdersOf: (text: string) => readonly string[] = placeholders,
): readonly Misfit[] {
  const [wanted, found] = [textsByPlace(common), textsByPlace(locale)]
  const file = `${locale.language}.json`
  return [...new Set([...wanted.keys(), ...found.keys()])].flatMap((text): readonly Misfit[] => {
    const [wantedText, foundText] = [wanted.get(text), found.get(text)]
    if (foundText === undefined) return [{ what: 'text-missing', file, text }]
    if (wantedText === undefined) return [{ what: 'text-unknown', file, text }]
    const names = { found: namesOf(foundText, placeholdersOf), wanted: namesOf(wantedText, placeholdersOf) }
    if (names.found === names.wanted) return []
    return [{ what: 'text-placeholders', file, text, ...names, than: `${common.language}.json` }]
  })
}

/** The names on one line; for an invalid text, the error message. */
function namesOf(text: string, placeholdersOf: (text: string) => readonly string[]): string {
  try {
    return placeholdersOf(text).join(', ')
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

function misfitsOf(file: string, issue: z.core.$ZodIssue): readonly Misfit[] {
  const place = (key?: PropertyKey) => [...issue.path, ...(key === undefined ? [] : [key])].join('.')
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ what: 'text-unknown', file, text: place(key) }))
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined
  return [{ what: missing ? 'text-missing' : 'text-unfit', file, text: place() }]
}
