import type { z } from 'zod'
import { danglingPrompts } from '../dangling-prompts.js'
import { pairKey, type QnaPair, qnaPairSchema } from '../qna-pair.js'
import { checkTexts } from './check-texts.js'
import {
  type Contradiction,
  contradictionsIn,
  contradictionsWith,
  type PlacedPair,
  type StandingPair,
} from './contradictions.js'
import { type ImportProblem, quoted } from './findings/import-problem.js'
import type { RawPair } from './findings/raw-pair.js'
import { cleanText, cleanTexts } from './text/clean-text.js'
import { primaryLanguage } from './text/primary-language.js'

export interface CheckOptions {
  /** language of pairs that name none, e.g. `es`; null when they must name one */
  readonly defaultLanguage: string | null
  /** pairs outside the file that prompts may lead to, as `pairKey` makes them */
  readonly knownPairs: ReadonlySet<string>
  /** pairs outside the file that its own should not contradict; those it replaces may be among them */
  readonly standing: readonly StandingPair[]
}

interface Prepared {
  readonly raw: RawPair
  /** cleaned, with the language filled in */
  readonly fields: Readonly<Record<string, unknown>>
}

interface CheckedPairs {
  readonly pairs: readonly QnaPair[]
  readonly problems: readonly ImportProblem[]
  readonly contradictions: readonly Contradiction[]
}

/** The pairs, checked one by one and against each other; of no use to anyone while there are problems. */
export function checkPairs(
  rawPairs: readonly RawPair[],
  { defaultLanguage, knownPairs, standing }: CheckOptions,
): CheckedPairs {
  const prepared = rawPairs.map((raw) => ({ raw, fields: prepare(raw.fields, defaultLanguage) }))
  const problems: ImportProblem[] = []
  const checked: PlacedPair[] = []
  for (const { raw, fields } of prepared) {
    problems.push(...checkTexts(raw))
    const result = qnaPairSchema.safeParse(fields)
    if (!result.success) {
      for (const issue of result.error.issues) problems.push(...problemsOf(issue, raw, fields))
      continue
    }
    const pair = { ...result.data, alternateQuestions: distinctAlternates(result.data) }
    checked.push({ line: raw.line, pair })
    const { validFrom, validUntil } = pair
    if (validFrom !== null && validUntil !== null && validUntil < validFrom) {
      const message = `${validUntil} is before the first day, ${validFrom}`
      problems.push({ line: raw.line, field: 'validUntil', message })
    }
  }
  // A refused pair is in the file all the same: a prompt that leads to it is not what is wrong.
  const inFile = prepared.flatMap(({ fields }) => keyOf(fields)?.key ?? [])
  const leadingNowhere = dangling(checked, new Set([...knownPairs, ...inFile]))
  return {
    pairs: checked.map(({ pair }) => pair),
    problems: [...problems, ...duplicates(prepared), ...leadingNowhere],
    contradictions: [...contradictionsIn(checked), ...contradictionsWith(standing, checked)],
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

/** Exports repeat phrasings; each counts once. */
function distinctAlternates({ question, alternateQuestions }: QnaPair): string[] {
  const distinct = new Set(alternateQuestions)
  distinct.delete(question)
  return [...distinct]
}

function duplicates(prepared: readonly Prepared[]): readonly ImportProblem[] {
  const first = new Map<string, number | null>()
  return prepared.flatMap(({ raw: { line }, fields }) => {
    const found = keyOf(fields)
    if (found === null) return []
    const { key, id, language } = found
    const earlier = first.get(key)
    if (earlier === undefined) {
      first.set(key, line)
      return []
    }
    const where = earlier === null ? '' : `, first on line ${earlier}`
    return [{ line, field: 'id', message: `${quoted(id)} is there twice for the language ${quoted(language)}${where}` }]
  })
}

function dangling(checked: readonly PlacedPair[], known: ReadonlySet<string>): readonly ImportProblem[] {
  const lines = new Map(checked.map(({ pair, line }) => [pair, line]))
  return danglingPrompts([...lines.keys()], known).map(({ pair, prompt, position }) => ({
    line: lines.get(pair) ?? null,
    field: `prompts.${position}`,
    message: `${quoted(prompt.displayText)} leads to ${quoted(prompt.pairId)}, which is no pair in the language "${pair.language}"`,
  }))
}

/** Which pair the fields are about, even where other fields are wrong; null when they do not say. */
function keyOf({ id, language }: Readonly<Record<string, unknown>>) {
  if (typeof id !== 'string' || id.trim() === '' || typeof language !== 'string') return null
  const named = { id: id.trim(), language }
  return { ...named, key: pairKey(named) }
}

function problemsOf(issue: z.core.$ZodIssue, raw: RawPair, fields: unknown): readonly ImportProblem[] {
  const [field, position] = issue.path
  const ownLine = field === 'alternateQuestions' && typeof position === 'number' ? raw.alternateLines?.[position] : null
  const line = ownLine ?? raw.line
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ line, field: [...issue.path, key].join('.'), message: 'is no field of a pair' }))
  }
  if (issue.code === 'invalid_key') {
    const key = String(issue.path.at(-1))
    const found = issue.issues.map((inner) => `the key ${quoted(key)} ${describe(inner, key)}`)
    return found.map((message) => ({ line, field: issue.path.slice(0, -1).join('.'), message }))
  }
  return [{ line, field: issue.path.join('.') || null, message: describe(issue, valueAt(fields, issue.path)) }]
}

function describe(issue: z.core.$ZodIssue, value: unknown): string {
  if (value === undefined || value === null) {
    return issue.path.join('.') === 'language'
      ? 'is missing; name it in the file, or import with --lang and its code, e.g. --lang es'
      : 'is missing'
  }
  if (issue.code === 'too_small') return 'is empty'
  if (issue.code === 'too_big') return tooBig(Number(issue.maximum), value)
  if (issue.code === 'invalid_type') return `should be ${TYPE_NAMES[issue.expected] ?? issue.expected}`
  if (issue.code === 'invalid_format' && issue.format === 'date') return `is no date such as 2026-03-31`
  return issue.message
}

function tooBig(maximum: number, value: unknown): string {
  const most = maximum.toLocaleString('en')
  if (Array.isArray(value)) return `has ${value.length.toLocaleString('en')} items, the most is ${most}`
  return `has ${String(value).trim().length.toLocaleString('en')} characters, the most is ${most}`
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  )
}
