import { languageTag } from '../../qna-pair.js'
import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem } from '../findings/import-problem.js'
import { MAX_LINES, tooManyPairs } from '../findings/limits.js'
import type { RawImport } from '../findings/raw-pair.js'
import { isObject, jsonPlaces } from '../json/json-places.js'
import { cutOff, ofAnotherKind, repeatProblems, unusedFields } from '../json/messages.js'
import { primaryLanguage } from '../text/primary-language.js'
import { asRawPairs, notesOnExport } from './pairs.js'
import { fieldsOf, holdsSomething, readQnaMakerRecord, unusedOf } from './record.js'

/** A JSON export: its list of records, and its other contents. */
interface Export {
  /** keys that lead to the list; empty = the whole is the list */
  readonly list: readonly string[]
  readonly records: unknown
  readonly language: string | undefined
  readonly problems: readonly ImportProblem[]
  readonly notes: readonly ImportNote[]
}

/**
 * Pairs from the JSON exports of the services: `{"qnaDocuments":[…]}` of QnA Maker, `{"metadata":{…},"assets":{"qnas":[…]}}` of
 * a project of Custom Question Answering, `{"value":[…]}` of its list of pairs, or such a list alone. The fields mean the same
 * as in the tables of these services.
 *
 * @param whole the parsed text
 * @param prefix prepended to the number of a record in a pair's id
 * @returns null when it is not such an export
 * @see https://learn.microsoft.com/rest/api/questionanswering/question-answering-projects/export
 */
export function readQnaMakerJson(text: string, whole: unknown, prefix: string): RawImport | null {
  const found = exportIn(whole)
  if (found === null) return null
  const { list, records } = found
  if (!Array.isArray(records)) {
    const problem = { line: null, field: list.join('.'), ...ofAnotherKind('list', records) }
    return { pairs: [], problems: [problem], notes: [] }
  }
  if (records.length > MAX_LINES) return { pairs: [], problems: [tooManyPairs(null)], notes: [] }
  const { repeated, lines } = jsonPlaces(text, list)
  const problems: ImportProblem[] = [...repeatProblems(repeated, 0, list), ...found.problems]
  const read = records.flatMap((record: unknown, index) => {
    const line = lines[index] ?? null
    if (isObject(record)) return readQnaMakerRecord(record, line)
    problems.push({ line, field: null, what: 'item-of-another-kind', item: index + 1, cutOff: cutOff(record) })
    return []
  })
  const { pairs, problems: unled } = asRawPairs(
    read.map(({ pair }) => pair),
    prefix,
    found.language,
  )
  const suggested = read.filter((record) => record.suggested).length
  const contextOnly = read.filter((record) => record.contextOnly).length
  return {
    pairs,
    problems: [...problems, ...read.flatMap((record) => record.problems), ...unled],
    notes: [
      ...found.notes,
      ...unusedFields(new Set(read.flatMap(({ unused }) => unused))),
      ...notesOnExport('suggestions-of-pairs-left-out', suggested, contextOnly),
    ],
  }
}

function exportIn(whole: unknown): Export | null {
  const nothing = { language: undefined, problems: [], notes: [] }
  if (isRecords(whole)) return { ...nothing, list: [], records: whole }
  const fields = fieldsOf(whole)
  if (fields.has('qnaDocuments')) {
    const notes = unusedFields(unusedOf(fields, ['qnaDocuments']))
    return { ...nothing, list: ['qnaDocuments'], records: fields.get('qnaDocuments'), notes }
  }
  if (isObject(fields.get('assets'))) return projectExport(fields, fieldsOf(fields.get('assets')))
  if (isRecords(fields.get('value'))) return listOfPairs(fields)
  if (!fields.has('resultUrl')) return null
  const problem = { line: null, field: 'resultUrl', what: 'export-lies-elsewhere' } as const
  return { ...nothing, list: [], records: [], problems: [problem] }
}

/** Whether it is a list of the services' records. Our own pairs have one question and its alternatives instead of `questions`. */
function isRecords(value: unknown): boolean {
  return Array.isArray(value) && isObject(value[0]) && Object.hasOwn(value[0], 'questions')
}

function projectExport(fields: ReadonlyMap<string, unknown>, assets: ReadonlyMap<string, unknown>): Export {
  const metadata = fieldsOf(fields.get('metadata'))
  const language = metadata.get('language')
  const tag = languageTag.safeParse(primaryLanguage(String(language)))
  const synonyms = assets.get('synonyms')
  const defaultAnswer = fieldsOf(metadata.get('settings')).get('defaultAnswer') ?? metadata.get('defaultAnswer')
  const unused = [...unusedOf(fields, ['metadata', 'assets']), ...unusedOf(assets, ['qnas', 'synonyms'])]
  return {
    list: ['assets', 'qnas'],
    records: assets.get('qnas') ?? [],
    language: tag.success ? tag.data : undefined,
    problems: [],
    notes: [
      ...(tag.success || !holdsSomething(language)
        ? []
        : [{ what: 'export-language-unclear', language: excerpt(String(language)) } as const]),
      ...(Array.isArray(synonyms) && synonyms.length > 0
        ? [{ what: 'synonyms-left-out', groups: synonyms.length } as const]
        : []),
      ...(holdsSomething(defaultAnswer)
        ? [{ what: 'default-answer-left-out', answer: excerpt(String(defaultAnswer)) } as const]
        : []),
      ...unusedFields(unused),
    ],
  }
}

function listOfPairs(fields: ReadonlyMap<string, unknown>): Export {
  const problem = { line: null, field: 'nextLink', what: 'export-has-pages' } as const
  const problems = holdsSomething(fields.get('nextLink')) ? [problem] : []
  // PowerShell adds "Count" to a list.
  const notes = unusedFields(unusedOf(fields, ['value', 'nextLink', 'Count']))
  return { list: ['value'], records: fields.get('value'), language: undefined, problems, notes }
}
