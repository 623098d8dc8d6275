export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A key that an object has twice: `JSON.parse` silently keeps the last value. */
export interface RepeatedKey {
  /** path of the key, e.g. `metadata.topic`; items of lists by index */
  readonly path: readonly (string | number)[]
  /** within the text, counted from 1 */
  readonly line: number
}

/** Facts that `JSON.parse` does not report. */
export interface JsonPlaces {
  readonly repeated: readonly RepeatedKey[]
  /** the line on which each item of the requested list begins, counted from 1 */
  readonly lines: readonly number[]
}

/** An object or list that has begun and not ended; `at` is its latest key or index. */
type Open =
  | { readonly keys: Set<string>; at: string; awaitsKey: boolean }
  | { readonly keys: null; at: number; readonly awaitsKey: false }

/**
 * @param json well-formed
 * @param list the keys that lead to the list whose items' lines are wanted; empty = the whole text is that list
 */
export function jsonPlaces(json: string, list: readonly string[] = []): JsonPlaces {
  const repeated: RepeatedKey[] = []
  const lines: number[] = []
  const open: Open[] = []
  const token = /["{}[\],\n]|[^\s:"{}[\],]+/g
  let line = 1
  const begin = () => {
    const inner = open.at(-1)
    if (inner?.keys !== null || open.length !== list.length + 1) return
    if (list.every((key, depth) => open[depth]?.at === key)) lines[inner.at] = line
  }
  for (let found = token.exec(json); found !== null; found = token.exec(json)) {
    const inner = open.at(-1)
    switch (found[0]) {
      case '\n':
        line++
        break
      case '{':
        begin()
        open.push({ keys: new Set(), at: '', awaitsKey: true })
        break
      case '[':
        begin()
        open.push({ keys: null, at: 0, awaitsKey: false })
        break
      case '"': {
        const end = endOfString(json, found.index)
        token.lastIndex = end + 1
        if (inner?.awaitsKey !== true) {
          begin()
          break
        }
        inner.at = String(JSON.parse(json.slice(found.index, end + 1)))
        inner.awaitsKey = false
        if (inner.keys.has(inner.at)) repeated.push({ path: open.map(({ at }) => at), line })
        inner.keys.add(inner.at)
        break
      }
      case ',':
        if (inner === undefined) break
        if (inner.keys === null) inner.at++
        else inner.awaitsKey = true
        break
      case '}':
      case ']':
        open.pop()
        break
      default:
        begin()
    }
  }
  return { repeated, lines }
}

/** Position of the closing quotation mark of the string that begins at `start`. */
export function endOfString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
