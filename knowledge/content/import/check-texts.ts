import { excerpt } from './findings/excerpt.js'
import type { ImportProblem, Wrong } from './findings/import-problem.js'
import type { RawPair } from './findings/raw-pair.js'
import { beforeDamage, cleanText } from './text/clean-text.js'

/** Problems that a pair's schema cannot detect: texts damaged by a wrong encoding, and metadata keys that would overwrite each other. */
export function checkTexts({ line, fields, alternateLines }: RawPair): readonly ImportProblem[] {
  const damaged = textsIn(fields).flatMap(({ path, text }): readonly ImportProblem[] => {
    const before = beforeDamage(cleanText(text))
    if (before === null) return []
    const [field, position] = path
    const ownLine = field === 'alternateQuestions' ? alternateLines?.[Number(position)] : undefined
    const place = { line: ownLine ?? line, field: path.join('.') }
    return before.trim() === ''
      ? [{ ...place, what: 'damaged-from-beginning' }]
      : [{ ...place, what: 'damaged', after: excerpt(before) }]
  })
  return [...damaged, ...wrongKeys(fields.metadata).map((wrong) => ({ line, field: 'metadata', ...wrong }))]
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

/** Keys are stored in lower case, so two keys may become one. */
function wrongKeys(metadata: unknown): readonly Wrong[] {
  if (typeof metadata !== 'object' || metadata === null) return []
  const first = new Map<string, string>()
  return Object.keys(metadata).flatMap((key): readonly Wrong[] => {
    const stored = cleanText(key).toLowerCase()
    if (stored === '__proto__') return [{ what: 'key-reserved', key }]
    const earlier = first.get(stored)
    first.set(stored, earlier ?? key)
    if (earlier === undefined) return []
    return [{ what: 'keys-the-same', first: excerpt(earlier), second: excerpt(key) }]
  })
}
