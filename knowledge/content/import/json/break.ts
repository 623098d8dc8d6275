import { parseJson } from '../../../basics/parse-json.js'
import type { ImportProblem, Wrong } from '../findings/import-problem.js'
import { endOfString } from './json-places.js'

/** Finds where a text stops being valid JSON. */
export function jsonBreak(text: string): ImportProblem {
  const json = text.trimEnd()
  const { at, wanted } = breakIn(json)
  const [rest = ''] = json.slice(at, at + SHOWN).split('\n')
  return { line: json.slice(0, at).split('\n').length, field: null, ...wrongFrom(rest, wanted) }
}

const SHOWN = 40

function wrongFrom(rest: string, wanted: Wanted): Wrong {
  if (rest === '') return { what: 'json-breaks-off' }
  return { what: wanted === 'nothing' ? 'json-goes-on' : 'json-broken', rest }
}

/** What may come next; `first …` right after a list or object has begun, where it may also end. */
type Wanted = 'value' | 'first value' | 'key' | 'first key' | 'colon' | 'comma' | 'nothing'

function breakIn(json: string): { readonly at: number; readonly wanted: Wanted } {
  const open: string[] = []
  const token = /[\t\n\r ]*([{}[\],:"]|[^\t\n\r {}[\],:"]+|$)/y
  let wanted: Wanted = 'value'
  for (let found = token.exec(json); found !== null; found = token.exec(json)) {
    const [, sign = ''] = found
    const at = token.lastIndex - sign.length
    const end = sign === '"' ? endOfString(json, at) + 1 : token.lastIndex
    const next: Wanted | null = sign === '' ? null : after(sign, wanted, open)
    const whole = sign.length === 1 && '{}[],:'.includes(sign)
    if (next === null || !(whole || parseJson(json.slice(at, end)) !== undefined)) return { at, wanted }
    token.lastIndex = end
    wanted = next
  }
  return { at: json.length, wanted }
}

/** What may come after the token that begins with `sign`; null when that token is not allowed here. @param open is updated */
function after(sign: string, wanted: Wanted, open: string[]): Wanted | null {
  const inner = open.at(-1)
  switch (sign) {
    case '{':
    case '[':
      if (!wanted.endsWith('value')) return null
      open.push(sign)
      return sign === '{' ? 'first key' : 'first value'
    case '}':
      return inner === '{' && (wanted === 'comma' || wanted === 'first key') ? closed(open) : null
    case ']':
      return inner === '[' && (wanted === 'comma' || wanted === 'first value') ? closed(open) : null
    case ',':
      if (wanted !== 'comma') return null
      return inner === '{' ? 'key' : 'value'
    case ':':
      return wanted === 'colon' ? 'value' : null
    default:
      if (wanted.endsWith('key')) return sign === '"' ? 'colon' : null
      return wanted.endsWith('value') ? afterValue(open) : null
  }
}

function closed(open: string[]): Wanted {
  open.pop()
  return afterValue(open)
}

function afterValue(open: readonly string[]): Wanted {
  return open.length === 0 ? 'nothing' : 'comma'
}
