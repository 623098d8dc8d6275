import { excerpt } from '../findings/excerpt.js'
import type { ImportProblem, Wrong } from '../findings/import-problem.js'
import { isObject } from '../json/json-places.js'
import { ofAnotherKind } from '../json/messages.js'
import { cleanText } from '../text/clean-text.js'
import { ADDED_TEXTS, type QnaMakerPair } from './pairs.js'
import { readQnaMakerPrompts } from './prompts.js'

/** One record of a JSON export. */
export interface QnaMakerRecord {
  readonly pair: QnaMakerPair
  readonly problems: readonly ImportProblem[]
  readonly contextOnly: boolean
  /** whether it has phrasings suggested by the service */
  readonly suggested: boolean
  /** names of non-empty fields that an import does not use */
  readonly unused: readonly string[]
}

const SUGGESTIONS = ['alternateQuestionClusters', 'activeLearningSuggestions']

/** Internal fields of the service. */
const OF_THE_SERVICE = [
  ...['lastUpdatedTimestamp', 'lastUpdatedDateTime', 'changeStatus', 'kbId'],
  ...['parentQnaIds', 'isDocumentText', 'extractionConfidence'],
]

const KNOWN = [
  ...['id', 'answer', 'source', 'questions', 'alternateQuestions', 'metadata', 'language', 'context', 'dialog'],
  ...[...ADDED_TEXTS, ...SUGGESTIONS, ...OF_THE_SERVICE],
]

/**
 * Reads a record of QnA Maker (`metadata` a list, follow-ups in `context`) or of Custom Question Answering (`metadata` an
 * object, follow-ups in `dialog`).
 *
 * @param line on which the record begins
 */
export function readQnaMakerRecord(record: object, line: number | null): QnaMakerRecord {
  const fields = fieldsOf(record)
  const problems: ImportProblem[] = []
  const refuse: Refuse = (field, wrong) => problems.push({ line, field, ...wrong })
  if (holdsSomething(fields.get('alternateQuestions'))) {
    refuse('alternateQuestions', { what: 'alternates-misplaced' })
  }
  const dialog = readDialog(fields, refuse)
  const pair: QnaMakerPair = {
    line,
    qnaId: readId(fields.get('id') ?? null, refuse),
    phrasings: readQuestions(fields.get('questions'), refuse).map((text) => ({ line, text })),
    answer: fields.get('answer'),
    source: fields.get('source'),
    metadata: readMetadata(fields.get('metadata') ?? [], refuse),
    language: fields.get('language') ?? undefined,
    prompts: readPrompts(dialog.get('prompts') ?? [], refuse),
    promptsLine: line,
    added: Object.fromEntries(ADDED_TEXTS.map((field) => [field, fields.get(field)])),
  }
  return {
    pair,
    problems,
    contextOnly: String(dialog.get('isContextOnly')).toLowerCase() === 'true',
    suggested: SUGGESTIONS.some((name) => holdsSomething(fields.get(name))),
    unused: [
      ...unusedOf(fields, KNOWN),
      ...unusedOf(dialog, ['prompts', 'isContextOnly']).map((name) => `${dialogName(fields)}.${name}`),
    ],
  }
}

type Refuse = (field: string, wrong: Wrong) => void

function readId(id: unknown, refuse: Refuse): string | null {
  if (id === null) return null
  if (typeof id === 'string' && id.trim() !== '') return id.trim()
  if (typeof id === 'number' && Number.isSafeInteger(id) && id >= 0) return String(id)
  refuse('id', ofAnotherKind('number', id))
  return null
}

function readQuestions(questions: unknown, refuse: Refuse): readonly unknown[] {
  if (Array.isArray(questions)) return questions
  refuse('questions', ofAnotherKind('texts', questions))
  return [UNKNOWN]
}

/** Placeholder for refused questions, so that the question is not reported as missing, too. */
const UNKNOWN = '?'

function dialogName(fields: ReadonlyMap<string, unknown>): string {
  return (fields.get('context') ?? null) === null ? 'dialog' : 'context'
}

function readDialog(fields: ReadonlyMap<string, unknown>, refuse: Refuse): ReadonlyMap<string, unknown> {
  const name = dialogName(fields)
  const dialog = fields.get(name) ?? {}
  if (name === 'context' && holdsSomething(fields.get('dialog'))) refuse('dialog', { what: 'dialog-twice' })
  if (!isObject(dialog)) refuse(name, ofAnotherKind('object', dialog))
  return fieldsOf(dialog)
}

function readPrompts(value: unknown, refuse: Refuse) {
  const prompts = readQnaMakerPrompts(value)
  if (prompts === null) refuse('prompts', { what: 'prompts-no-list' })
  return prompts ?? []
}

function readMetadata(metadata: unknown, refuse: Refuse): Readonly<Record<string, unknown>> {
  const entries = metadataEntries(metadata)
  if (entries === null) {
    refuse('metadata', ofAnotherKind('metadata', metadata))
    return {}
  }
  const values = new Map<string, unknown>()
  for (const [name, value] of entries) {
    const key = cleanText(name).trim().toLowerCase()
    if (values.has(key) && values.get(key) !== value) {
      refuse('metadata', { what: 'metadata-has-two-values', key: excerpt(name) })
    }
    values.set(key, value)
  }
  return Object.fromEntries(values)
}

/** Null when it is neither kind of list. */
function metadataEntries(metadata: unknown): readonly (readonly [string, unknown])[] | null {
  if (isObject(metadata)) return Object.entries(metadata).map(([name, value]) => [name, trimmed(value)])
  if (!Array.isArray(metadata)) return null
  const entries = metadata.map((item: unknown) => {
    const { name, value } = isObject(item) ? { name: undefined, value: undefined, ...item } : {}
    return typeof name === 'string' ? ([name, trimmed(value)] as const) : null
  })
  return entries.every((entry) => entry !== null) ? entries : null
}

function trimmed(value: unknown): unknown {
  return typeof value === 'string' ? value.trim() : value
}

/** Names of the non-empty fields that are not `known`. */
export function unusedOf(fields: ReadonlyMap<string, unknown>, known: readonly string[]): readonly string[] {
  return [...fields].flatMap(([name, value]) => (known.includes(name) || !holdsSomething(value) ? [] : name))
}

export function holdsSomething(value: unknown): boolean {
  if (value === null || value === undefined || value === '') return false
  return typeof value !== 'object' || Object.keys(value).length > 0
}

/** Its fields by name; empty when it is not an object. */
export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map(isObject(value) ? Object.entries(value) : [])
}
