import { qnaPairSchema } from '../qna-pair.js'
import { type ImportProblem, quoted } from './import-error.js'
import { endOfString, type RepeatedKey, repeatedKeys } from './json-keys.js'
import { GIVEN_UP, MAX_LINES, MAX_UNREADABLE_LINES } from './limits.js'
import type { RawImport, RawPair } from './raw-pair.js'

/**
 * Pairs from JSON lines, from one JSON array of the same objects, or from one such object. Two shapes, which may be mixed:
 *
 * - our own, the fields of `qnaPairSchema`, two of which may be called `lang` and `alternatives`; any other field is a
 *   problem, so that a misspelt one is not lost;
 * - benchmark lines `{"id","question","answer","alternatives":[],"lang"}`, known by having both those names, whose other
 *   fields are informative and passed over with a note.
 */
export function readJsonl(text: string): RawImport {
  if (text.trimStart().startsWith('[')) return readArray(text)
  const whole = parseJson(text)
  return isObject(whole) ? readOne(text, whole) : readLines(text)
}

/** A file that is one object: a pair, or an export of another kind. */
function readOne(text: string, whole: object): RawImport {
  const line = text.slice(0, text.indexOf('{')).split('\n').length
  if (!('question' in whole) && !('answer' in whole) && Object.values(whole).some(isListOrObject)) {
    const names = Object.keys(whole).slice(0, SHOWN_NAMES).map(quoted).join(', ')
    const message =
      `is one object with ${names}, as JSON exports of QnA Maker and others are, and no pair; ` +
      'export the pairs as TSV and import that file, or write one pair as a JSON object on each line'
    return { pairs: [], problems: [{ line, field: null, message }], notes: [] }
  }
  return { pairs: [{ line, fields: asFields(whole) }], problems: repeats(text, 0), notes: notesAbout([whole]) }
}

/** Names of an unknown object that are told. */
const SHOWN_NAMES = 5

function readLines(text: string): RawImport {
  const pairs: RawPair[] = []
  const objects: object[] = []
  const problems: ImportProblem[] = []
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    const line = index + 1
    if (problems.length === MAX_UNREADABLE_LINES) {
      problems.push({ line, field: null, message: GIVEN_UP })
      break
    }
    if (pairs.length === MAX_LINES) return tooMany(line)
    const object = parseJson(content)
    if (!isObject(object)) {
      problems.push({ line, field: null, message: 'is not a JSON object' })
      continue
    }
    objects.push(object)
    pairs.push({ line, fields: asFields(object) })
    problems.push(...repeats(content, index))
  }
  return { pairs, problems, notes: notesAbout(objects) }
}

function readArray(text: string): RawImport {
  const items = parseJson(text)
  if (!Array.isArray(items)) {
    const message = 'begins with "[" but is not a JSON array'
    return { pairs: [], problems: [{ line: null, field: null, message }], notes: [] }
  }
  if (items.length > MAX_LINES) return tooMany(null)
  const pairs: RawPair[] = []
  const problems: ImportProblem[] = [...repeats(text, 0)]
  const lines = linesOfItems(text)
  for (const [index, item] of items.entries()) {
    const line = lines[index] ?? null
    if (isObject(item)) pairs.push({ line, fields: asFields(item) })
    else problems.push({ line, field: null, message: `item ${index + 1} is not a JSON object` })
  }
  return { pairs, problems, notes: notesAbout(items.filter(isObject)) }
}

function tooMany(line: number | null): RawImport {
  const message = `there are more than ${MAX_LINES.toLocaleString('en')} pairs; split the file`
  return { pairs: [], problems: [{ line, field: null, message }], notes: [] }
}

/** Where each item of a well-formed array begins: `JSON.parse` does not tell. */
function linesOfItems(text: string): readonly number[] {
  const lines: number[] = []
  let line = 1
  let depth = 0
  let awaitsItem = false
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '\n') line++
    if (character.trim() === '') continue
    if (awaitsItem && character !== ']') {
      lines.push(line)
      awaitsItem = false
    }
    if (character === '"') at = endOfString(text, at)
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    if (depth === 1 && (character === ',' || (character === '[' && lines.length === 0))) awaitsItem = true
  }
  return lines
}

/** @param before lines of the file before the text */
function repeats(text: string, before: number): readonly ImportProblem[] {
  return repeatedKeys(text).map(({ path, line }: RepeatedKey) => {
    const field = path.filter((step, at) => at > 0 || typeof step === 'string').join('.')
    return { line: before + line, field, message: 'is there twice in one object; leave one' }
  })
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
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

/** Says which fields of benchmark lines are passed over. */
function notesAbout(objects: readonly object[]): readonly string[] {
  const names = new Set(objects.filter(isBenchmarkLine).flatMap(Object.keys))
  const unused = [...names].filter((name) => !isField(name) && name !== 'lang' && name !== 'alternatives')
  return unused.slice(0, MOST_NOTED).map((name) => `the field ${quoted(name)} is not imported`)
}

const MOST_NOTED = 20

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
