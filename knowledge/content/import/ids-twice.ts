import { samePhrasing } from '../../text/same-phrasing.js'
import { pairKey } from '../qna-pair.js'
import { excerpt, excerptOfLines } from './findings/excerpt.js'
import type { ImportProblem } from './findings/import-problem.js'
import type { RawPair } from './findings/raw-pair.js'

/** A pair of the file, before it is checked. */
export interface PreparedPair {
  readonly raw: RawPair
  /** cleaned, with the language filled in */
  readonly fields: Readonly<Record<string, unknown>>
}

/** Ids that the file names twice in one language. */
export function idsTwice(prepared: readonly PreparedPair[]): readonly ImportProblem[] {
  const first = new Map<string, PreparedPair>()
  return prepared.flatMap((next): readonly ImportProblem[] => {
    const found = next.raw.idFromFile ? keyOf(next.fields) : null
    if (found === null) return []
    const { key, id, language } = found
    const earlier = first.get(key)
    if (earlier === undefined) {
      first.set(key, next)
      return []
    }
    const place = { line: next.raw.line, field: 'id' }
    const twice = { pair: excerpt(id), language: excerpt(language), firstLine: earlier.raw.line }
    const answers = otherAnswers(earlier.fields, next.fields)
    return [answers === null ? { ...place, what: 'pair-twice', ...twice } : { ...place, ...twice, ...answers }]
  })
}

type Fields = PreparedPair['fields']

/** Two answers to one question; null when the questions differ, or something else does. */
function otherAnswers({ question: one, answer: first }: Fields, { question: other, answer: second }: Fields) {
  if (typeof one !== 'string' || typeof other !== 'string' || samePhrasing(one) !== samePhrasing(other)) return null
  if (typeof first !== 'string' || typeof second !== 'string' || first.trim() === second.trim()) return null
  return { what: 'pair-has-two-answers', first: excerptOfLines(first), second: excerptOfLines(second) } as const
}

/** Id and language of the pair, even where other fields are wrong; null when one of them is missing. */
export function keyOf({ id, language }: Readonly<Record<string, unknown>>) {
  if (typeof id !== 'string' || id.trim() === '' || typeof language !== 'string') return null
  const named = { id: id.trim(), language }
  return { ...named, key: pairKey(named) }
}
