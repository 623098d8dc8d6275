import { parseJson } from '../../../basics/parse-json.js'
import { qnaPairSchema } from '../../qna-pair.js'
import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem } from '../findings/import-problem.js'
import { MAX_LINES, MAX_UNREADABLE_LINES, tooManyPairs } from '../findings/limits.js'
import type { RawImport, RawPair } from '../findings/raw-pair.js'
import { jsonBreak } from './break.js'
import { isObject, jsonPlaces } from './json-places.js'
import { repeatProblems, unusedFields } from './messages.js'

/**
 * Pairs from JSON lines, from one JSON array of the same objects, or from one such object. Two shapes of objects are allowed
 * and may be mixed:
 *
 * - our own: the fields of `qnaPairSchema`, two of which may be called `lang` and `alternatives`; any other field is a
 *   problem, so that a misspelt one is not lost;
 * - benchmark lines `{"id","question","answer","alternatives":[],"lang"}`, recognised by having both those names; their other
 *   fields are informative and skipped with a note.
 *
 * @param whole the parsed text; undefined when it is not a single JSON value
 */
export function readOwnJson(text: string, whole: unknown): RawImport {
  if (Array.isArray(whole)) return readArray(text, whole)
  if (isObject(whole)) return readOne(text, whole)
  return isOneBrokenValue(text) ? { pairs: [], problems: [jsonBreak(text)], notes: [] } : readLines(text)
}

/** Whether the text is one list or object with a mistake in it, not lines of objects. */
function isOneBrokenValue(text: string): boolean {
  const lines = text.split('\n', MAX_UNREADABLE_LINES)
  return /^\s*[[{]/.test(text) && !lines.some((line) => isObject(parseJson(line)))
}

/** Reads a file that is one object: a pair, or something else. */
function readOne(text: string, whole: object): RawImport {
  const line = text.slice(0, text.indexOf('{')).split('\n').length
  if (!('question' in whole) && !('answer' in whole) && Object.values(whole).some(isListOrObject)) {
    const names = Object.keys(whole).slice(0, SHOWN_NAMES).map(excerpt)
    return { pairs: [], problems: [{ line, field: null, what: 'object-unknown', names }], notes: [] }
  }
  return { pairs: [{ line, fields: asFields(whole) }], problems: repeats(text, 0), notes: notesAbout([whole]) }
}

/** Most names of an unknown object that a message lists. */
const SHOWN_NAMES = 5

function readLines(text: string): RawImport {
  const pairs: RawPair[] = []
  const objects: object[] = []
  const problems: ImportProblem[] = []
  for (const [index, written] of text.split('\n').entries()) {
    // Concatenated files keep their byte order marks, which count as white space here.
    const content = written.trim()
    if (content === '') continue
    const line = index + 1
    if (problems.length === MAX_UNREADABLE_LINES) {
      problems.push({ line, field: null, what: 'given-up' })
      break
    }
    if (pairs.length === MAX_LINES) return { pairs: [], problems: [tooManyPairs(line)], notes: [] }
    const object = parseJson(content)
    if (!isObject(object)) {
      problems.push({ line, field: null, what: 'not-an-object' })
      continue
    }
    objects.push(object)
    pairs.push({ line, fields: asFields(object) })
    problems.push(...repeats(content, index))
  }
  return { pairs, problems, notes: notesAbout(objects) }
}

/** @param items the parsed text */
function readArray(text: string, items: readonly unknown[]): RawImport {
  if (items.length > MAX_LINES) return { pairs: [], problems: [tooManyPairs(null)], notes: [] }
  const { repeated, lines } = jsonPlaces(text)
  const pairs: RawPair[] = []
  const problems: ImportProblem[] = [...repeatProblems(repeated, 0)]
  for (const [index, item] of items.entries()) {
    const line = lines[index] ?? null
    if (isObject(item)) pairs.push({ line, fields: asFields(item) })
    else problems.push({ line, field: null, what: 'item-not-an-object', item: index + 1 })
  }
  return { pairs, problems, notes: notesAbout(items.filter(isObject)) }
}

/** @param before number of lines of the file before the text */
function repeats(text: string, before: number): readonly ImportProblem[] {
  return repeatProblems(jsonPlaces(text).repeated, before)
}

function isListOrObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function asFields(object: object): Readonly<Record<string, unknown>> {
  const fields = new Map(Object.entries(object))
  rename(fields, 'lang', 'language')
  rename(fields, 'alternatives', 'alternateQuestions')
  return Object.fromEntries(isBenchmarkLine(object) ? [...fields].filter(([name]) => isField(name)) : fields)
}

function isBenchmarkLine(object: object): boolean {
  return Object.hasOwn(object, 'lang') && Object.hasOwn(object, 'alternatives')
}

function isField(name: string): boolean {
  return Object.hasOwn(qnaPairSchema.shape, name)
}

function rename(fields: Map<string, unknown>, from: string, to: string): void {
  if (!fields.has(from) || fields.has(to)) return
  fields.set(to, fields.get(from))
  fields.delete(from)
}

/** Notes which fields of benchmark lines are skipped. */
function notesAbout(objects: readonly object[]): readonly ImportNote[] {
  const names = new Set(objects.filter(isBenchmarkLine).flatMap(Object.keys))
  return unusedFields([...names].filter((name) => !isField(name) && name !== 'lang' && name !== 'alternatives'))
}
