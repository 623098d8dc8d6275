import { IntlMessageFormat } from 'intl-messageformat'

/** A text that a citizen or an editor wrote, with its own language: ISO 639 code, null when unknown. */
export interface Quotation {
  readonly quoted: string
  readonly language: string | null
}

/** A text in one language that may contain quotations. */
export type Phrase = readonly (string | Quotation)[]

export type Values = Readonly<Record<string, string | number | Phrase>>

/** Cache of compiled texts; it cannot grow beyond the texts of the locale files. */
const compiled = new Map<string, IntlMessageFormat>()

/**
 * Formats a text in ICU MessageFormat, with the numbers and plurals of the language.
 *
 * @param text e.g. `{count, plural, one {# answer} other {# answers}} strayed: {list}`
 * @param language ISO 639 code
 * @throws Error when a placeholder has no value: a defect of the caller
 * @see https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */
export function say(text: string, language: string, values: Values = {}): Phrase {
  // Most texts are words alone: the command line says hundreds of them before any verb begins.
  if (!/[{}']/.test(text)) return [text]
  return messageOf(text, language)
    .formatToParts<Phrase>({ ...values })
    .flatMap(({ value }): Phrase => (typeof value === 'string' ? [value] : value))
}

/** The phrase as plain text, e.g. for a terminal. */
export function plainWords(phrase: Phrase): string {
  return phrase.map((part) => (typeof part === 'string' ? part : part.quoted)).join('')
}

/** Joins phrases with a separator. */
export function joined(phrases: readonly Phrase[], between: string): Phrase {
  return phrases.flatMap((phrase, i) => (i === 0 ? phrase : [between, ...phrase]))
}

/**
 * The names of the values that a text needs, sorted, each once.
 *
 * @throws SyntaxError when the text is not in ICU MessageFormat
 */
export function placeholders(text: string): readonly string[] {
  return [...new Set(namesIn(messageOf(text, 'en').getAst()))].sort()
}

type Element = ReturnType<IntlMessageFormat['getAst']>[number]

function namesIn(elements: readonly Element[]): readonly string[] {
  return elements.flatMap((element) => {
    // 0: text between the placeholders; 7: the number sign of a plural.
    if (element.type === 0 || element.type === 7) return []
    const inner = 'options' in element ? Object.values(element.options).flatMap(({ value }) => namesIn(value)) : []
    return [element.value, ...inner]
  })
}

function messageOf(text: string, language: string): IntlMessageFormat {
  const key = `${language} ${text}`
  const known = compiled.get(key)
  if (known !== undefined) return known
  const message = new IntlMessageFormat(text, language, undefined, { ignoreTag: true })
  compiled.set(key, message)
  return message
}
