import { cleanText } from '../../knowledge/content/import/text/clean-text.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { QuestionKind } from '../../knowledge/records/asked/unanswered-groups.js'
import { type VersionId, versionIdSchema } from '../../knowledge/version-id.js'
import { wrongValue } from './usage-error.js'

/** @throws {KnowledgeError} BAD_INPUT */
export function parseVersionId(text: string): VersionId {
  const parsed = versionIdSchema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new KnowledgeError('BAD_INPUT', { what: 'no-version-id', text }, { do: 'list-versions' })
}

/** @returns null when no version was named. @throws {KnowledgeError} BAD_INPUT */
export function versionGiven(text: string | undefined): VersionId | null {
  return text === undefined ? null : parseVersionId(text)
}

/** Collects `--filter key=value` given once or more. */
export function collectFilter(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const at = text.indexOf('=')
  if (at < 1 || at === text.length - 1) throw wrongValue('wrong-value.filter')
  return { ...before, [text.slice(0, at).trim().toLowerCase()]: text.slice(at + 1).trim() }
}

export function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw wrongValue('wrong-value.whole-number')
  return Number(text)
}

export function positive(text: string): number {
  const number = wholeNumber(text)
  if (number < 1) throw wrongValue('wrong-value.positive')
  return number
}

/** A name of a person or thing, trimmed and never empty. */
export function nameGiven(text: string): string {
  const name = cleanText(text).trim()
  if (name === '') throw wrongValue('wrong-value.empty-name')
  return name
}

export function languageCode(text: string): string {
  if (!/^[a-z]{2,3}$/.test(text)) throw wrongValue('wrong-value.language-code')
  return text
}

/** The values of `--kind` for lists of questions. */
export const QUESTION_KINDS: readonly QuestionKind[] = ['unanswered', 'not-helpful']
