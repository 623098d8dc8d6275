import { z } from 'zod'
import { COMMON_LANGUAGE, localeFiles, readLanguages, textsByPlace } from './locale-files.js'
import { plainWords, say, type Values } from './message.js'

/** The places of all texts of a file, e.g. `next.judge-again`; `File` is the type of the English file. */
export type TextId<File> = {
  [Key in keyof File & string]: File[Key] extends string ? Key : `${Key}.${TextId<File[Key]>}`
}[keyof File & string]

/** The texts of one part of the program in one language. */
export interface Words<Id extends string = string> {
  /** ISO 639 code */
  readonly language: string
  /** @throws Error when a placeholder has no value: a defect of the caller */
  say(id: Id, values?: Values): string
  /** the raw text in ICU MessageFormat; undefined where there is none */
  text(id: string): string | undefined
}

type Texts = { readonly [key: string]: string | Texts }

/** Texts in ICU MessageFormat, in groups of any depth. */
export const textsSchema: z.ZodType<Texts> = z.lazy(() =>
  z.record(z.string(), z.union([z.string().trim().min(1), textsSchema])),
)

/**
 * The texts shipped with a part of the program, by language; in English where a language has no file. Each file is read at its first
 * use; inconsistent files are a defect that no operator can fix.
 *
 * @param folder holds one `<language>.json` per language, English among them
 */
export function shippedWords<Id extends string>(folder: string): (language: string) => Words<Id> {
  const read = new Map<string, Words<Id>>()
  return (language) => {
    const words = read.get(language) ?? readWords<Id>(folder, language)
    read.set(language, words)
    return words
  }
}

/** The languages with a file, in alphabetical order. */
export function languagesOf(folder: string): readonly string[] {
  return localeFiles(folder).map((file) => file.slice(0, -'.json'.length))
}

function readWords<Id extends string>(folder: string, asked: string): Words<Id> {
  const language = languagesOf(folder).includes(asked) ? asked : COMMON_LANGUAGE
  const files = [...new Set([COMMON_LANGUAGE, language])].map((one) => `${one}.json`)
  const { locales, misfits } = readLanguages(folder, files, textsSchema)
  const locale = locales.find((one) => one.language === language)
  if (misfits.length > 0 || locale === undefined) throw new TypeError(`${folder}: ${JSON.stringify(misfits)}`)
  const texts = textsByPlace(locale)
  return {
    language,
    text: (id) => texts.get(id),
    say(id, values) {
      const text = texts.get(id)
      if (text === undefined) throw new TypeError(`there is no text "${id}" in ${folder}`)
      return plainWords(say(text, language, values))
    },
  }
}
