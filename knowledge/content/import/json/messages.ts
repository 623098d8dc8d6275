import { excerpt } from '../findings/excerpt.js'
import type { ImportNote } from '../findings/import-note.js'
import type { ImportProblem, Wrong } from '../findings/import-problem.js'
import type { RepeatedKey } from './json-places.js'

/**
 * @param before number of lines of the file before the text
 * @param list keys that lead to the list of pairs; a field is named as within its pair
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

/** A value of the wrong kind. */
export function ofAnotherKind(wanted: WantedKind, found: unknown): Wrong {
  return { what: 'of-another-kind', wanted, cutOff: cutOff(found) }
}

/** The kind that a value should have, as the texts name it. */
export type WantedKind = 'text' | 'texts' | 'list' | 'object' | 'number' | 'metadata'

/** Whether the value is what PowerShell writes in place of a value nested too deeply. */
export function cutOff(value: unknown): 'yes' | 'no' {
  return typeof value === 'string' && /^(@\{|System\.\w)/.test(value) ? 'yes' : 'no'
}

const MOST_NOTED = 20

/** @param names of fields, each once */
export function unusedFields(names: Iterable<string>): readonly ImportNote[] {
  return [...names].slice(0, MOST_NOTED).map((name) => ({ what: 'field-left-out', field: excerpt(name) }))
}
