import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { z } from 'zod'
import { KnowledgeError } from './errors.js'

/** The texts of one language, with its ISO 639 code, which is its file's name. */
export type InLanguage<T> = T & { readonly language: string }

/** The files of a folder that hold a language each, `<language>.json`, in alphabetical order. */
export function localeFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => /^[a-z]{2,3}\.json$/.test(name))
    .sort()
}

/**
 * Reads languages, one to a file.
 *
 * @param problems every text that is missing or unknown is added, with its file
 * @returns those that have none of these
 */
export function readLocaleFiles<T extends object>(
  folder: string,
  files: readonly string[],
  schema: z.ZodType<T>,
  problems: string[],
): readonly InLanguage<T>[] {
  return files.flatMap((file) => {
    const read = schema.safeParse(readJson(join(folder, file)))
    if (read.success) return [{ ...read.data, language: file.slice(0, -'.json'.length) }]
    problems.push(...read.error.issues.map(({ path, message }) => `${file}: ${path.join('.')}: ${message}`))
    return []
  })
}

/** @throws {KnowledgeError} BAD_CONFIG naming the problems, if there are any */
export function refuseMisfits(folder: string, problems: readonly string[]): void {
  if (problems.length === 0) return
  throw new KnowledgeError(
    'BAD_CONFIG',
    [`the texts in ${folder} do not fit together:`, ...problems.map((problem) => `  ${problem}`)].join('\n'),
    'give every language the same texts with the same {placeholders}',
  )
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return null
  }
}
