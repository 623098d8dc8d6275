export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A key that an object has twice: `JSON.parse` keeps the last of them without a word. */
export interface RepeatedKey {
  /** where it stands, e.g. `metadata.topic`; of an item of a list by its index */
  readonly path: readonly (string | number)[]
  /** within the text, counted from 1 */
  readonly line: number
}

/** What `JSON.parse` does not tell. */
export interface JsonPlaces {
  readonly repeated: readonly RepeatedKey[]
  /** of each item of the list that was asked for, where it begins, counted from 1 */
  readonly lines: readonly number[]
}

/** An object or list that has begun and not ended; `at` is the key or index that was met last. */
type Open =
  | { readonly keys: Set<string>; at: string; awaitsKey: boolean }
  | { readonly keys: null; at: number; readonly awaitsKey: false }

/**
 * @param json well-formed
 * @param list the keys that lead to the list whose items' lines are wanted; none = the whole is that list
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

/** Where the string that begins at `start` ends: its last quotation mark. */
export function endOfString(json: string, start: number): number {
  let at = start + 1
  while (at < json.length && json[at] !== '"') at += json[at] === '\\' ? 2 : 1
  return at
}
