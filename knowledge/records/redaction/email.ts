import type { Span } from './plain-view.js'
import type { Recogniser } from './recogniser.js'

const AT = /( ?)@( ?)| ?[([{<] ?(?:at|arroba|a) ?[)\]}>] ?| arroba /gi
const DOT = /\.| ?[([{<] ?(?:dot|punto|\.) ?[)\]}>] ?| (?:dot|punto) /iy
const DOT_AT_END = /(?: ?[([{<] ?(?:dot|punto|\.) ?[)\]}>] ?| (?:dot|punto) )$/i
const LABEL = /[\p{L}\p{N}](?:[\p{L}\p{N}_-]{0,62})/uy
const LOCAL = /[\p{L}\p{N}._%+'-]{1,64}$/u
const MAX_LOCAL_CHARS = 64
const MAX_DOT_CHARS = 9
const MAX_LOCAL_PARTS = 5
const MAX_LABELS = 8

/** E-mail addresses, including disguised ones: `ana (at) correo punto es`, `ana @ correo.es`. */
export const email: Recogniser = {
  kind: 'email',
  *find(text) {
    for (const { 0: at, index, 1: spaceBefore, 2: spaceAfter } of text.matchAll(AT)) {
      const start = localStart(text, index)
      const domain = domainAfter(text, index + at.length)
      const isPlain = spaceBefore === '' && spaceAfter === ''
      if (start === index || domain === null) continue
      // `ana@correo` without a dot is an incomplete address; with spaces around the at-sign it is something else.
      if (domain.labels > 1 || (isPlain && domain.end - index > 2)) yield { start, end: domain.end }
    }
  },
}

/** Where the part before the at-sign begins; `end` itself when there is none. */
function localStart(text: string, end: number): number {
  let start = end
  for (let part = 0; part < MAX_LOCAL_PARTS; part++) {
    const local = LOCAL.exec(text.slice(Math.max(0, start - MAX_LOCAL_CHARS), start))?.[0] ?? ''
    if (local === '') break
    start -= local.length
    const dot = DOT_AT_END.exec(text.slice(Math.max(0, start - MAX_DOT_CHARS), start))?.[0]
    if (dot === undefined) break
    const before = text.charAt(start - dot.length - 1)
    if (!/[\p{L}\p{N}]/u.test(before)) break
    start -= dot.length
  }
  return start
}

function domainAfter(text: string, start: number): (Pick<Span, 'end'> & { readonly labels: number }) | null {
  let end = start
  let at = start
  let labels = 0
  while (labels < MAX_LABELS) {
    LABEL.lastIndex = at
    const label = LABEL.exec(text)
    if (label === null) break
    labels++
    end = at + label[0].length
    DOT.lastIndex = end
    const dot = DOT.exec(text)
    if (dot === null) break
    at = end + dot[0].length
  }
  return labels === 0 ? null : { end, labels }
}
