import type { Span } from './plain-view.js'
import type { Recogniser } from './recogniser.js'

const SCHEME = /^[^\p{L}]{0,3}[a-z][a-z0-9+.-]{1,20}:\/\//iu
const PARAMETER = /[?#&][\w.~[\]-]{1,100}=/
const TAKEN_OUT = /^<link>?$/
const CLOSING = new Set('.,;:!?)]}>"\'»”'.split(''))

/** The parts of web addresses that may hold a secret or a name: user and password, query, and a fragment that holds values. */
export const link: Recogniser = {
  kind: 'link',
  *find(text) {
    for (const { 0: word, index } of text.matchAll(/\S+/g)) {
      for (const { start, end } of secretsOf(word)) {
        if (!TAKEN_OUT.test(word.slice(start, end))) yield { start: index + start, end: index + end }
      }
    }
  },
}

function* secretsOf(word: string): Generator<Span> {
  const scheme = SCHEME.exec(word)?.[0]
  if (scheme !== undefined) {
    const authorityEnd = firstOf(word, '/?#', scheme.length)
    const at = word.slice(0, authorityEnd).lastIndexOf('@')
    if (at > scheme.length) yield { start: scheme.length, end: at }
  }
  const query = scheme === undefined ? -1 : word.indexOf('?', scheme.length)
  const start = query === -1 ? (PARAMETER.exec(word)?.index ?? -1) : query
  const isAddress = scheme !== undefined || /[./]/.test(word.slice(0, Math.max(0, start)))
  if (start === -1 || !isAddress) return
  let end = word.length
  while (end > start && CLOSING.has(word.charAt(end - 1))) end--
  if (end > start + 1) yield { start: start + 1, end }
}

function firstOf(word: string, characters: string, from: number): number {
  for (let at = from; at < word.length; at++) if (characters.includes(word.charAt(at))) return at
  return word.length
}
