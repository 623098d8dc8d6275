import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem, Wrong } from '../findings/import-problem.js'
import type { RepeatedKey } from './text.js'

/**
 * @param before lines of the file before the text
 * @param list keys that lead to the list of pairs; a field is told by its name within the pair
 */
export function repeatProblems(
  repeated: readonly RepeatedKey[],
  before: number,
  list: readonly string[] = [],
): readonly ImportProblem[] {
  return repeated.map(({ path, line }) => {
    const inPair = typeof path[list.length] === 'number' && list.every((key, at) => path[at] === key)
    const field = (inPair ? path.slice(list.length + 1) : path).join('.')
    return { line: before + line, field, what: 'key-repeated' }
  })
}

/** A value of another kind than wanted. */
export function ofAnotherKind(wanted: WantedKind, found: unknown): Wrong {
  return { what: 'of-another-kind', wanted, cutOff: cutOff(found) }
}

/** What a value should be, as the words tell it. */
export type WantedKind = 'text' | 'texts' | 'list' | 'object' | 'number' | 'metadata'

/** Whether the value is what PowerShell writes in place of one that lies too deep. */
export function cutOff(value: unknown): 'yes' | 'no' {
  return typeof value === 'string' && /^(@\{|System\.\w)/.test(value) ? 'yes' : 'no'
}

const MOST_NOTED = 20

/** @param names of fields, each once */
export function unusedFields(names: Iterable<string>): readonly ImportNote[] {
  return [...names].slice(0, MOST_NOTED).map((name) => ({ what: 'field-left-out', field: excerpt(name) }))
}
