import { packagePath } from '../basics/package-path.js'
import type { Facts } from './error-facts.js'
import { COMMON_LANGUAGE } from './locale-files.js'
import { placeholders } from './message.js'
import type { NextStep } from './next-steps.js'
import { shippedWords, type Words } from './words.js'

/** Folder of the texts of failures, and of the next steps in words that suit any face. */
export const ERROR_TEXTS = packagePath('knowledge', 'locales')

const wordsIn = shippedWords(ERROR_TEXTS)

/**
 * The sentence that says what went wrong.
 *
 * @param worded by placeholder: values, in the given language, that the facts do not contain
 */
export function messageIn(
  language: string,
  code: string,
  facts: Facts,
  worded: Readonly<Record<string, string>> = {},
): string {
  return factsSaid(wordsIn(language), messageId(code, facts), { ...facts, ...worded })
}

/** Whether there is a sentence for these facts, which another program may have stored. */
export function hasMessage(code: string, facts: Facts): boolean {
  return isTold(messageId(code, facts), facts)
}

function messageId(code: string, facts: Facts): string {
  return typeof facts.what === 'string' ? `errors.${code}.${facts.what}` : `errors.${code}`
}

/** What to do next, in words that suit any face. */
export function stepIn(language: string, step: NextStep): string {
  return factsSaid(wordsIn(language), `next.${step.do}`, { ...step })
}

/** Whether there is a text for this step, which another program may have stored. */
export function hasStep(step: { readonly do: string }): step is NextStep {
  return isTold(`next.${step.do}`, { ...step })
}

function isTold(id: string, facts: Facts): boolean {
  const text = wordsIn(COMMON_LANGUAGE).text(id)
  return text !== undefined && placeholders(text).every((name) => name in facts)
}

/**
 * Puts facts into a text. A list at the beginning of a line gets one line per item, with the same indentation; a list between
 * quotation marks gets each item quoted; other lists are separated by commas or semicolons.
 */
export function factsSaid(words: Words, id: string, facts: Facts): string {
  const values = Object.entries(facts).map(([name, fact]): readonly [string, string | number] => {
    if (!Array.isArray(fact)) return [name, factSaid(words.language, fact)]
    const items = fact.map((item) => factSaid(words.language, item))
    return [name, items.join(signBetween(name, fact, words.text(id) ?? ''))]
  })
  return words.say(id, Object.fromEntries(values))
}

function signBetween(name: string, items: readonly unknown[], text: string): string {
  const lineStart = new RegExp(`(?:^|\\n)( *)\\{${name}\\}`).exec(text)
  if (lineStart !== null) return `\n${lineStart[1]}`
  const [, open = '', close = ''] = new RegExp(`(["“«])\\{${name}\\}(["”»])`).exec(text) ?? []
  return `${close}${typeof items[0] === 'object' ? ';' : ','} ${open}`
}

function factSaid(language: string, fact: unknown): string | number {
  if (typeof fact === 'string' || typeof fact === 'number') return fact
  return isPart(fact) ? partIn(language, fact) : 'none'
}

function isPart(fact: unknown): fact is Facts {
  return typeof fact === 'object' && fact !== null && 'what' in fact
}

/** The text of one part of a failure's facts. */
export function partIn(language: string, part: Facts): string {
  return factsSaid(wordsIn(language), `parts.${part.what}`, part)
}
