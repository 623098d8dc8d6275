import { type ImportProblem, quoted } from './findings/import-problem.js'
import type { RawPair } from './findings/raw-pair.js'
import { beforeDamage, cleanText } from './text/clean-text.js'

/** What a pair's schema cannot see: texts that a wrong encoding has damaged, and metadata keys of which one would be lost. */
export function checkTexts({ line, fields, alternateLines }: RawPair): readonly ImportProblem[] {
  const damaged = textsIn(fields).flatMap(({ path, text }) => {
    const before = beforeDamage(cleanText(text))
    if (before === null) return []
    const [field, position] = path
    const ownLine = field === 'alternateQuestions' ? alternateLines?.[Number(position)] : undefined
    const where = before.trim() === '' ? 'at its beginning' : `after ${quoted(before)}`
    const message = `was damaged by a wrong encoding ${where}; save it again as UTF-8 from the original`
    return [{ line: ownLine ?? line, field: path.join('.'), message }]
  })
  return [...damaged, ...metadataKeyProblems(fields.metadata).map((problem) => ({ line, ...problem }))]
}

interface PlacedText {
  readonly path: readonly string[]
  readonly text: string
}

/** No field of a pair nests deeper. */
const DEEPEST = 3

function textsIn(value: unknown, path: readonly string[] = []): readonly PlacedText[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null || path.length === DEEPEST) return []
  return Object.entries(value).flatMap(([key, inner]) => textsIn(inner, [...path, key]))
}

/** Keys are stored in lower case, so that two may become one. */
function metadataKeyProblems(metadata: unknown): readonly Omit<ImportProblem, 'line'>[] {
  if (typeof metadata !== 'object' || metadata === null) return []
  const first = new Map<string, string>()
  return Object.keys(metadata).flatMap((key) => {
    const stored = cleanText(key).toLowerCase()
    if (stored === '__proto__') return [{ field: 'metadata', message: `"${key}" can be no key; take another` }]
    const earlier = first.get(stored)
    first.set(stored, earlier ?? key)
    if (earlier === undefined) return []
    return [{ field: 'metadata', message: `${quoted(earlier)} and ${quoted(key)} are one key; leave one` }]
  })
}
