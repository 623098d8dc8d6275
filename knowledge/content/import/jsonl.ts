import { qnaPairSchema } from '../qna-pair.js'
import type { ImportProblem } from './import-error.js'
import { GIVEN_UP, MAX_LINES, MAX_UNREADABLE_LINES } from './limits.js'
import type { RawImport, RawPair } from './raw-pair.js'

/**
 * Pairs from JSON lines, or from one JSON array of the same objects. Two shapes, which may be mixed:
 *
 * - our own, the fields of `qnaPairSchema`; any other field is a problem, so that a misspelt one is not lost;
 * - benchmark lines `{"id","question","answer","alternatives":[],"lang"}`, known by `lang` or `alternatives`, whose other
 *   fields are informative and passed over.
 */
export function readJsonl(text: string): RawImport {
  return text.trimStart().startsWith('[') ? readArray(text) : readLines(text)
}

function readLines(text: string): RawImport {
  const pairs: RawPair[] = []
  const problems: ImportProblem[] = []
  for (const [index, content] of text.split('\n').entries()) {
    if (content.trim() === '') continue
    const line = index + 1
    if (problems.length === MAX_UNREADABLE_LINES) {
      problems.push({ line, field: null, message: GIVEN_UP })
      break
    }
    if (pairs.length === MAX_LINES) return tooMany(line)
    const fields = asFields(parseJson(content))
    if (fields === null) problems.push({ line, field: null, message: 'is not a JSON object' })
    else pairs.push({ line, fields })
  }
  return { pairs, problems, notes: [] }
}

function readArray(text: string): RawImport {
  const items = parseJson(text)
  if (!Array.isArray(items)) {
    const message = 'begins with "[" but is not a JSON array'
    return { pairs: [], problems: [{ line: null, field: null, message }], notes: [] }
  }
  if (items.length > MAX_LINES) return tooMany(null)
  const pairs: RawPair[] = []
  const problems: ImportProblem[] = []
  const lines = linesOfItems(text)
  for (const [index, item] of items.entries()) {
    const line = lines[index] ?? null
    const fields = asFields(item)
    if (fields === null) problems.push({ line, field: null, message: `item ${index + 1} is not a JSON object` })
    else pairs.push({ line, fields })
  }
  return { pairs, problems, notes: [] }
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

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at
}

function asFields(value: unknown): Readonly<Record<string, unknown>> | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const own = new Map(Object.entries(value))
  if (!own.has('lang') && !own.has('alternatives')) return Object.fromEntries(own)
  rename(own, 'lang', 'language')
  rename(own, 'alternatives', 'alternateQuestions')
  return Object.fromEntries([...own].filter(([name]) => Object.hasOwn(qnaPairSchema.shape, name)))
}

function rename(fields: Map<string, unknown>, from: string, to: string): void {
  if (fields.has(from) && !fields.has(to)) fields.set(to, fields.get(from))
  fields.delete(from)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
