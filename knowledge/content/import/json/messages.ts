import { type ImportProblem, quoted } from '../findings/import-problem.js'
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
    return { line: before + line, field, message: 'is there twice in one object; leave one' }
  })
}

/** What is wrong with a value of another kind than wanted, e.g. `a list`. */
export function shouldBe(wanted: string, found: unknown): string {
  const cutOff = typeof found === 'string' && /^(@\{|System\.\w)/.test(found)
  const hint = '; PowerShell has cut it off: write the file again with ConvertTo-Json -Depth 20'
  return `should be ${wanted}${cutOff ? hint : ''}`
}

const MOST_NOTED = 20

/** @param names of fields, each once */
export function unusedFields(names: Iterable<string>): readonly string[] {
  return [...names].slice(0, MOST_NOTED).map((name) => `the field ${quoted(name)} is not imported`)
}
