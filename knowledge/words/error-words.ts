import { z } from 'zod'
import { packagePath } from '../package-root.js'
import { FACTS, type Facts, PARTS } from './error-facts.js'
import { COMMON_LANGUAGE, type InLanguage, localeFiles, readLanguages } from './locale-files.js'
import { plainWords, say } from './message.js'
import { NEXT_STEPS, type NextStep } from './next-steps.js'

const text = z.string().trim().min(1)
const textPerLine = (table: object) => z.strictObject(Object.fromEntries(Object.keys(table).map((key) => [key, text])))

/** What went wrong, and what to do next in the words that are common to all faces. */
export const errorTextsSchema = z.strictObject({
  errors: z.strictObject(
    Object.fromEntries(
      Object.entries(FACTS).map(([code, lines]) => [code, Array.isArray(lines) ? text : textPerLine(lines)]),
    ),
  ),
  parts: textPerLine(PARTS),
  next: textPerLine(NEXT_STEPS),
})

export type ErrorTexts = InLanguage<z.infer<typeof errorTextsSchema>>

const FOLDER = packagePath('knowledge', 'locales')

/** English first, and the others when one is first asked for: most programs speak one. */
const read = new Map<string, ErrorTexts>()

/** Every language in which failures are told. */
export function errorLanguages(): readonly string[] {
  return localeFiles(FOLDER).map((file) => file.slice(0, -'.json'.length))
}

/** What went wrong. @param worded what the facts do not say in words, in the language */
export function messageIn(
  language: string,
  code: string,
  facts: Facts,
  worded: Readonly<Record<string, string>>,
): string {
  const texts = textsIn(language)
  const lines = texts.errors[code]
  const message = typeof lines === 'object' ? lines[String(facts.what)] : lines
  if (message === undefined) throw new TypeError(`there is no text for ${code} ${String(facts.what ?? '')}`)
  return said(message, { ...facts, ...worded }, texts)
}

/** What to do next, in words that suit any face. */
export function stepIn(language: string, step: NextStep): string {
  const texts = textsIn(language)
  return said(texts.next[step.do] ?? '', { ...step }, texts)
}

/**
 * Puts facts into a text. A list that begins a line goes on in lines as far in; any other is told with a sign between.
 *
 * @param text in ICU MessageFormat
 */
export function said(text: string, facts: Facts, texts: Pick<ErrorTexts, 'language' | 'parts'>): string {
  const values = Object.entries(facts).map(([name, fact]): readonly [string, string | number] => {
    if (typeof fact === 'string' || typeof fact === 'number') return [name, fact]
    if (!Array.isArray(fact)) return [name, 'none']
    const items = fact.map((item) => (typeof item === 'object' ? partIn(item, texts) : String(item)))
    const lineStart = new RegExp(`\\n( *)\\{${name}\\}`).exec(text)
    const between = typeof fact[0] === 'object' ? '; ' : ', '
    return [name, items.join(lineStart === null ? between : `\n${lineStart[1]}`)]
  })
  return plainWords(say(text, texts.language, Object.fromEntries(values)))
}

function partIn(part: Facts, texts: Pick<ErrorTexts, 'language' | 'parts'>): string {
  return said(texts.parts[String(part.what)] ?? '', part, texts)
}

/** Their own texts that do not fit together are a defect of the program, which no operator can mend. */
function textsIn(language: string): ErrorTexts {
  const known = read.get(language)
  if (known !== undefined) return known
  const files = [...new Set([`${COMMON_LANGUAGE}.json`, `${language}.json`])].filter((file) =>
    localeFiles(FOLDER).includes(file),
  )
  const { locales, misfits } = readLanguages(FOLDER, files, errorTextsSchema)
  if (misfits.length > 0) throw new TypeError(`${FOLDER}: ${JSON.stringify(misfits)}`)
  for (const locale of locales) read.set(locale.language, locale)
  const found = read.get(language) ?? read.get(COMMON_LANGUAGE)
  if (found === undefined) throw new TypeError(`there are no texts in ${FOLDER}`)
  return found
}
