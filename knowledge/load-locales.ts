import type { z } from 'zod'
import { KnowledgeError } from './errors.js'
import { type InLanguage, localeFiles, type Misfit, readLanguages } from './words/locale-files.js'

/**
 * Reads texts in ICU MessageFormat; adding a file adds a language.
 *
 * @param folder holds one `<language>.json` per language, English among them
 * @param files the names of those to read; all by default
 * @returns by language, in alphabetical order
 * @throws {KnowledgeError} BAD_CONFIG naming every text that is missing, unknown, or has other placeholders than in English
 */
export function loadLocales<T extends object>(
  folder: string,
  schema: z.ZodType<T>,
  files: readonly string[] = localeFiles(folder),
): readonly InLanguage<T>[] {
  const { locales, misfits } = readLanguages(folder, files, schema)
  refuseMisfits(folder, misfits)
  return locales
}

/** @throws {KnowledgeError} BAD_CONFIG naming the misfits, if there are any */
export function refuseMisfits(folder: string, misfits: readonly Misfit[]): void {
  if (misfits.length === 0) return
  throw new KnowledgeError('BAD_CONFIG', { what: 'texts-misfit', folder, misfits }, { do: 'match-texts' })
}
