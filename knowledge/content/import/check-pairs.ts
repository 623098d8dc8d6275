import type { z } from 'zod'
import { answerLoad, MOST_ANSWER_LOAD } from '../answer-load.js'
import { danglingPrompts } from '../dangling-prompts.js'
import { type QnaPair, qnaPairSchema } from '../qna-pair.js'
import { checkTexts } from './check-texts.js'
import {
  type Contradiction,
  contradictionsIn,
  contradictionsWith,
  type PlacedPair,
  type StandingPair,
} from './contradictions.js'
import { excerpt } from './findings/excerpt.js'
import type { ImportNote } from './findings/import-note.js'
import type { ImportProblem, Wrong } from './findings/import-problem.js'
import type { RawPair } from './findings/raw-pair.js'
import { idsTwice, keyOf, type PreparedPair } from './ids-twice.js'
import type { WantedKind } from './json/messages.js'
import { withoutRepeats } from './repeats.js'
import { cleanText, cleanTexts } from './text/clean-text.js'
import { primaryLanguage } from './text/primary-language.js'

export interface CheckOptions {
  /** language of pairs that name none, e.g. `es`; null when they must name one */
  readonly defaultLanguage: string | null
  /** pairs outside the file that prompts may lead to, as `pairKey` makes them */
  readonly knownPairs: ReadonlySet<string>
  /** pairs outside the file that its pairs should not contradict; it may include pairs that the file replaces */
  readonly standing: readonly StandingPair[]
}

interface CheckedPairs {
  readonly pairs: readonly QnaPair[]
  readonly notes: readonly ImportNote[]
  readonly problems: readonly ImportProblem[]
  readonly contradictions: readonly Contradiction[]
}

/** The pairs, checked one by one and against each other. Do not use the pairs if there are problems. */
export function checkPairs(
  rawPairs: readonly RawPair[],
  { defaultLanguage, knownPairs, standing }: CheckOptions,
): CheckedPairs {
  const prepared = rawPairs.map((raw) => ({ raw, fields: prepare(raw.fields, defaultLanguage) }))
  const problems: ImportProblem[] = []
  const checked: PlacedPair[] = []
  const fieldsOf = new Map<PlacedPair, PreparedPair['fields']>()
  for (const { raw, fields } of prepared) {
    problems.push(...checkTexts(raw))
    const result = qnaPairSchema.safeParse(fields)
    if (!result.success) {
      for (const issue of result.error.issues) problems.push(...problemsOf(issue, raw, fields))
      continue
    }
    const pair = { ...result.data, alternateQuestions: distinctAlternates(result.data) }
    const placed = { line: raw.line, idFromFile: raw.idFromFile, pair }
    checked.push(placed)
    fieldsOf.set(placed, fields)
    const { validFrom, validUntil } = pair
    if (validFrom !== null && validUntil !== null && validUntil < validFrom) {
      problems.push({ line: raw.line, field: 'validUntil', what: 'ends-before-it-begins', validFrom, validUntil })
    }
    const load = answerLoad(pair.answer)
    if (load > MOST_ANSWER_LOAD) {
      const found = { pair: excerpt(pair.id), load, most: MOST_ANSWER_LOAD }
      problems.push({ line: raw.line, field: 'answer', what: 'answer-too-intricate', ...found })
    }
  }
  const { pairs: once, repeated, notes } = withoutRepeats(checked)
  // A refused pair is still in the file: a prompt that leads to it is not a problem.
  const inFile = prepared.flatMap(({ fields }) => keyOf(fields)?.key ?? [])
  const again = new Set([...repeated].map((placed) => fieldsOf.get(placed)))
  const leadingNowhere = dangling(once, new Set([...knownPairs, ...inFile]))
  return {
    pairs: once.map(({ pair }) => pair),
    notes,
    problems: [...problems, ...idsTwice(prepared.filter(({ fields }) => !again.has(fields))), ...leadingNowhere],
    contradictions: [...contradictionsIn(once), ...contradictionsWith(standing, once)],
  }
}

function prepare(
  rawFields: Readonly<Record<string, unknown>>,
  defaultLanguage: string | null,
): Readonly<Record<string, unknown>> {
  const fields = Object.fromEntries(
    Object.entries(rawFields).map(([name, value]) => [cleanText(name), cleanTexts(value)]),
  )
  const { language = defaultLanguage ?? undefined } = fields
  return { ...fields, language: typeof language === 'string' ? primaryLanguage(language) : language }
}

/** Exports repeat phrasings; each is kept once. */
function distinctAlternates({ question, alternateQuestions }: QnaPair): string[] {
  const distinct = new Set(alternateQuestions)
  distinct.delete(question)
  return [...distinct]
}

function dangling(checked: readonly PlacedPair[], known: ReadonlySet<string>): readonly ImportProblem[] {
  const lines = new Map(checked.map(({ pair, line }) => [pair, line]))
  return danglingPrompts([...lines.keys()], known).map(({ pair, prompt, position }) => ({
    line: lines.get(pair) ?? null,
    field: `prompts.${position}`,
    what: 'prompt-leads-nowhere',
    prompt: excerpt(prompt.displayText),
    pair: excerpt(prompt.pairId),
    language: pair.language,
  }))
}

function problemsOf(issue: z.core.$ZodIssue, raw: RawPair, fields: unknown): readonly ImportProblem[] {
  const [field, position] = issue.path
  const ownLine = field === 'alternateQuestions' && typeof position === 'number' ? raw.alternateLines?.[position] : null
  const line = ownLine ?? raw.line
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ line, field: [...issue.path, key].join('.'), what: 'unknown-field' }))
  }
  if (issue.code === 'invalid_key') {
    const [key, field] = [String(issue.path.at(-1)), issue.path.slice(0, -1).join('.')]
    return issue.issues.map((inner) => ({ line, field, ...wrongKey(inner, key) }))
  }
  return [{ line, field: issue.path.join('.') || null, ...wrongValue(issue, valueAt(fields, issue.path)) }]
}

function wrongKey(issue: z.core.$ZodIssue, key: string): Wrong {
  return issue.code === 'too_big'
    ? { what: 'key-too-long', key: excerpt(key), characters: charactersIn(key), most: Number(issue.maximum) }
    : { what: 'key-empty', key: excerpt(key) }
}

function wrongValue(issue: z.core.$ZodIssue, value: unknown): Wrong {
  if (value === undefined || value === null) {
    return issue.path.join('.') === 'language'
      ? { what: 'language-missing', next: { do: 'name-language-of-pairs' } }
      : { what: 'missing' }
  }
  switch (issue.code) {
    case 'too_small':
      return { what: 'empty' }
    case 'too_big':
      return tooBig(Number(issue.maximum), value)
    case 'invalid_type':
      return { what: 'of-another-kind', wanted: KINDS[issue.expected] ?? 'text', cutOff: 'no' }
    case 'invalid_format':
      return { what: issue.format === 'date' ? 'no-date' : 'no-language-code' }
    default:
      return { what: 'unsuitable' }
  }
}

function tooBig(most: number, value: unknown): Wrong {
  if (Array.isArray(value)) return { what: 'too-many-items', items: value.length, most }
  return { what: 'too-long', characters: charactersIn(value), most }
}

function charactersIn(value: unknown): number {
  return String(value).trim().length
}

const KINDS: Readonly<Record<string, WantedKind>> = {
  string: 'text',
  array: 'list',
  object: 'object',
  record: 'object',
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}
