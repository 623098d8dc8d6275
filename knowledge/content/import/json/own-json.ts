import { parseJson } from '../../../basics/parse-json.js'
import { qnaPairSchema } from '../../qna-pair.js'
import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem } from '../findings/import-problem.js'
import { MAX_LINES, MAX_UNREADABLE_LINES, tooManyPairs } from '../findings/limits.js'
import type { RawImport, RawPair } from '../findings/raw-pair.js'
import { fieldsOfNames, NAMES_SHOWN, NEEDED_FIELDS } from '../tables/column-names.js'
import { derivedId } from '../text/derived-id.js'
import { jsonBreak } from './break.js'
import { isObject, jsonPlaces } from './json-places.js'
import { repeatProblems, unusedFields } from './messages.js'

/**
 * Pairs from JSON lines, from one JSON array of the same objects, or from one such object. Two shapes of objects are allowed
 * and may be mixed:
 *
 * - our own: the fields of `qnaPairSchema`, under any name that a column of a table may have; any other field is a problem, so
 *   that a misspelt one is not lost. A pair without an id gets the result of `derivedId`;
 * - benchmark lines `{"id","question","answer","alternatives":[],"lang"}`, recognised by having both those names; their other
 *   fields are informative and skipped with a note.
 *
 * @param whole the parsed text; undefined when it is not a single JSON value
 */
export function readOwnJson(text: string, whole: unknown): RawImport {
  const read = readObjects(text, whole)
  const missing = NEEDED_FIELDS.filter((field) => !read.pairs.some(({ fields }) => Object.hasOwn(fields, field)))
  const [first] = read.pairs
  if (first === undefined || missing.length === 0) return read
  const keys = first.keys.slice(0, SHOWN_KEYS).map(excerpt)
  const told = missing.map(
    (field) => ({ line: first.line, field, what: 'key-missing', keys, names: NAMES_SHOWN[field] }) as const,
  )
  return { ...read, pairs: [], problems: [...read.problems, ...told] }
}

/** Most keys that a message lists. */
const SHOWN_KEYS = 20

interface ReadPair extends RawPair {
  /** as the object has them */
  readonly keys: readonly string[]
}

type ReadObjects = RawImport & { readonly pairs: readonly ReadPair[] }

function readObjects(text: string, whole: unknown): ReadObjects {
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
function readOne(text: string, whole: object): ReadObjects {
  const line = text.slice(0, text.indexOf('{')).split('\n').length
  if (!isPairLike(whole) && Object.values(whole).some(isListOrObject)) {
    const names = Object.keys(whole).slice(0, SHOWN_NAMES).map(excerpt)
    return { pairs: [], problems: [{ line, field: null, what: 'object-unknown', names }], notes: [] }
  }
  return { pairs: [readPair(line, whole)], problems: repeats(text, 0), notes: notesAbout([whole]) }
}

function isPairLike(object: object): boolean {
  const values = Object.values(object)
  const meant = fieldsOfNames(Object.keys(object))
  return NEEDED_FIELDS.some((field) => {
    const at = meant.indexOf(field)
    return at !== -1 && !isListOfObjects(values[at])
  })
}

/** `{"preguntas": [{…}, {…}]}` is a list of pairs under a name, not a pair. */
function isListOfObjects(value: unknown): boolean {
  return Array.isArray(value) && value.some(isListOrObject)
}

/** Most names of an unknown object that a message lists. */
const SHOWN_NAMES = 5

function readLines(text: string): ReadObjects {
  const pairs: ReadPair[] = []
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
    pairs.push(readPair(line, object))
    problems.push(...repeats(content, index))
  }
  return { pairs, problems, notes: notesAbout(objects) }
}

/** @param items the parsed text */
function readArray(text: string, items: readonly unknown[]): ReadObjects {
  if (items.length > MAX_LINES) return { pairs: [], problems: [tooManyPairs(null)], notes: [] }
  const { repeated, lines } = jsonPlaces(text)
  const pairs: ReadPair[] = []
  const problems: ImportProblem[] = [...repeatProblems(repeated, 0)]
  for (const [index, item] of items.entries()) {
    const line = lines[index] ?? null
    if (isObject(item)) pairs.push(readPair(line, item))
    else problems.push({ line, field: null, what: 'item-not-an-object', item: index + 1 })
  }
  return { pairs, problems, notes: notesAbout(items.filter(isObject)) }
}

/** @param before number of lines of the file before the text */
function repeats(text: string, before: number): readonly ImportProblem[] {
  return repeatProblems(jsonPlaces(text).repeated, before)
}

function readPair(line: number | null, object: object): ReadPair {
  const fields = asFields(object)
  const id = fields.id ?? idFrom(fields.question)
  return { line, fields: { ...fields, id }, idFromFile: id === fields.id, keys: Object.keys(object) }
}

function isListOrObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

/** The object's values by the fields that its keys mean; a key that means none, or one that is there already, stays as it is. */
function asFields(object: object): Readonly<Record<string, unknown>> {
  const entries = Object.entries(object)
  const meant = fieldsOfNames(entries.map(([name]) => name))
  const fields = new Map<string, unknown>(entries.filter(([name]) => isField(name)))
  for (const [at, [name, value]] of entries.entries()) {
    if (isField(name)) continue
    const field = meant[at] ?? name
    if (fields.has(field)) fields.set(name, value)
    else if (field === 'question' && Array.isArray(value)) setPhrasings(fields, value)
    else fields.set(field, value)
  }
  return Object.fromEntries(isBenchmarkLine(object) ? [...fields].filter(([name]) => isField(name)) : fields)
}

/** `preguntas` may list all phrasings. */
function setPhrasings(fields: Map<string, unknown>, [question, ...others]: readonly unknown[]): void {
  fields.set('question', question)
  if (others.length > 0 && !fields.has('alternateQuestions')) fields.set('alternateQuestions', others)
}

/** A pair without a question is refused for that; a second problem about its id would not help. */
function idFrom(question: unknown): string {
  return derivedId(typeof question === 'string' ? question : '')
}

function isBenchmarkLine(object: object): boolean {
  return Object.hasOwn(object, 'lang') && Object.hasOwn(object, 'alternatives')
}

function isField(name: string): boolean {
  return Object.hasOwn(qnaPairSchema.shape, name)
}

/** Notes which fields of benchmark lines are skipped. */
function notesAbout(objects: readonly object[]): readonly ImportNote[] {
  const names = new Set(objects.filter(isBenchmarkLine).flatMap(Object.keys))
  return unusedFields([...names].filter((name) => !isField(name) && name !== 'lang' && name !== 'alternatives'))
}
