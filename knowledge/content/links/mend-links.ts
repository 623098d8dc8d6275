import { answerLoad, MOST_ANSWER_LOAD } from '../answer-load.js'
import { addressOf, isSafeAddress } from './address.js'
import { labelKey, withoutDefinitions } from './definitions.js'
import { MOST_TARGET_CHARS, type Target, targetIn } from './link-target.js'
import { outsideCode } from './outside-code.js'

/** An answer whose links are written in full, and those of them that lead nowhere. */
export interface MendedLinks {
  /** Markdown; a link that leads nowhere is its text alone, references and footnotes are written out */
  readonly text: string
  /** as they were written, e.g. `[the fees](/fees)` */
  readonly lost: readonly string[]
}

/**
 * Completes what is plainly meant as a link in an answer's Markdown: `www.` and mail addresses, relative ones from `base` on,
 * references, HTML's `<a>`, spaces in an address and brackets that are missing. Links that are right stay as they were written, and
 * so does code.
 *
 * @param base where relative addresses begin; null = nowhere
 */
export function mendLinks(markdown: string, base: string | null): MendedLinks {
  const lost: string[] = []
  if (!/[[\]<]/.test(markdown) || answerLoad(markdown) > MOST_ANSWER_LOAD) return { text: markdown, lost }
  const { body, definitions } = withoutDefinitions(markdown)
  const work: Work = { base, definitions, lost }
  const text = outsideCode(body, (part) => mendBrackets(mendAngles(part, work), work, 0))
  return { text, lost }
}

interface Work {
  readonly base: string | null
  /** addresses by label, see `labelKey` */
  readonly definitions: ReadonlyMap<string, string>
  readonly lost: string[]
}

const HREF = /(?:^|\s)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'<>]+))/i
const WWW_IN_ANGLES = /<(www\.[^\s<>]{1,2000})>/gi
const SCHEME_IN_ANGLES = /<([a-z][a-z\d+.-]{1,31}:[^\s<>]*)>/gi

/** HTML's links, and addresses between angle brackets. */
function mendAngles(part: string, work: Work): string {
  const { base, lost } = work
  return mendAnchors(part, work)
    .replace(WWW_IN_ANGLES, (whole: string, written: string) => {
      const address = addressOf(written, base)
      return address === null ? whole : link(written, address)
    })
    .replace(SCHEME_IN_ANGLES, (whole: string, written: string) => {
      if (isSafeAddress(written)) return whole
      lost.push(short(whole))
      return written
    })
}

function mendAnchors(part: string, { base, lost }: Work): string {
  const lower = part.toLowerCase()
  let result = ''
  let copied = 0
  for (let open = lower.indexOf('<a'); open !== -1; open = lower.indexOf('<a', Math.max(copied, open + 1))) {
    const end = lower.indexOf('>', open)
    const close = lower.indexOf('</a', end)
    const closed = lower.indexOf('>', close)
    if (end === -1 || close === -1 || closed === -1) break
    if (!/\s/.test(part[open + 2] ?? '')) continue
    const { shown, leads } = anchor(part.slice(open + 2, end), part.slice(end + 1, close), base)
    if (!leads) lost.push(short(part.slice(open, closed + 1)))
    result += part.slice(copied, open) + shown
    copied = closed + 1
  }
  return result + part.slice(copied)
}

function anchor(attributes: string, inner: string, base: string | null) {
  const [, double, single, bare] = HREF.exec(attributes) ?? []
  const target = double ?? single ?? bare
  const text = inner
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (target === undefined) return { shown: text, leads: true }
  const address = addressOf(target, base)
  return address === null ? { shown: text, leads: false } : { shown: link(text || target, address), leads: true }
}

/** Links in links are seldom, and a picture in a link is the deepest honest case. */
const MOST_DEPTH = 4
/** More than any link's text. */
const MOST_TEXT_CHARS = 1_000

function mendBrackets(part: string, work: Work, depth: number): string {
  let result = ''
  let at = 0
  while (at < part.length) {
    const sign = part[at]
    if (sign === '\\') {
      result += part.slice(at, at + 2)
      at += 2
    } else if (sign === '[' || (sign === '!' && part[at + 1] === '[')) {
      const open = sign === '[' ? at : at + 1
      const found = bracketAt(part, open, work, depth)
      // A picture that leads nowhere is its text; what comes before a footnote is a sentence's end.
      const mark = open === at || !/^[[(]/.test(found.text) ? '' : '!'
      result += mark + found.text
      at = found.end
    } else if (sign === ']' && depth === 0) {
      const found = strayClosing(part, at, work)
      result += found.text
      at = found.end
    } else {
      result += sign
      at++
    }
  }
  return result
}

interface Piece {
  readonly text: string
  /** the position after it */
  readonly end: number
}

/** A link, reference or footnote, or a bracket that is just one. */
function bracketAt(part: string, at: number, work: Work, depth: number): Piece {
  const close = closingBracket(part, at)
  if (close === null) return missingClosing(part, at, work)
  const inner = part.slice(at + 1, close)
  const footnote = /^\^(\w{1,20})$/.exec(inner)?.[1]
  if (footnote !== undefined) return { text: `(${footnote})`, end: close + 1 }
  const rest = part.slice(close + 1, close + 1 + MOST_TARGET_CHARS)
  const text = depth < MOST_DEPTH ? mendBrackets(inner, work, depth + 1) : inner
  const target = targetIn(rest)
  if (target !== null) {
    const written = part.slice(at, close + 1 + target.length)
    return { text: shownAs(written, text, target, work), end: close + 1 + target.length }
  }
  return reference(part, { at, close, inner, text }, work)
}

function shownAs(written: string, text: string, target: Target, { base, lost }: Work): string {
  const address = addressOf(target.address, base)
  if (address === null) lost.push(short(written))
  if (address === null || text.trim() === '') return address === null ? text : link(address, address)
  const asWritten = target.sound && address === target.address && isSafeAddress(target.address)
  return asWritten ? `[${text}]${target.written}` : link(text, address)
}

interface Brackets {
  readonly at: number
  readonly close: number
  readonly inner: string
  readonly text: string
}

/** `[text][label]`, `[label][]` or `[label]`; anything else between brackets stays as it is. */
function reference(part: string, { at, close, inner, text }: Brackets, { base, definitions, lost }: Work): Piece {
  const labelled = /^\[([^[\]\n]{0,100})\]/.exec(part.slice(close + 1, close + 103))
  const label = labelled === null || labelled[1] === '' ? inner : (labelled[1] ?? inner)
  const end = close + 1 + (labelled?.[0].length ?? 0)
  const target = definitions.get(labelKey(label))
  if (target === undefined) {
    // Two numbers are no link that somebody forgot to define, and neither is one word between brackets.
    const forgotten = labelled !== null && /\p{L}/u.test(inner) && !inner.startsWith(' ')
    if (forgotten) lost.push(short(part.slice(at, end)))
    return forgotten ? { text, end } : { text: `[${text}]`, end: close + 1 }
  }
  const address = addressOf(target, base)
  if (address === null) lost.push(short(`${part.slice(at, end)}: ${target}`))
  return { text: address === null ? text : link(text, address), end }
}

/** `[text(https://…)`: its bracket was forgotten. */
function missingClosing(part: string, at: number, { base }: Work): Piece {
  const found = /^\[([^[\]()\n]{1,200})\(((?:https?:\/\/|www\.)[^\s()<>]+)\)/i.exec(
    part.slice(at, at + MOST_TARGET_CHARS),
  )
  const address = found?.[2] === undefined ? null : addressOf(found[2], base)
  if (found === null || address === null) return { text: '[', end: at + 1 }
  return { text: link((found[1] ?? '').trim(), address), end: at + found[0].length }
}

/** `text](https://…)`: where the text begins is not known. */
function strayClosing(part: string, at: number, { base, lost }: Work): Piece {
  const target = targetIn(part.slice(at + 1, at + 1 + MOST_TARGET_CHARS))
  // Where the opening bracket is escaped, its author wants to show them.
  const line = part.slice(part.lastIndexOf('\n', at) + 1, at)
  if (target === null || line.includes('\\[')) return { text: ']', end: at + 1 }
  const address = addressOf(target.address, base)
  if (address === null) lost.push(short(part.slice(at, at + 1 + target.length)))
  return { text: address === null ? '' : ` (${link(address, address)})`, end: at + 1 + target.length }
}

function closingBracket(part: string, open: number): number | null {
  let depth = 0
  const most = Math.min(part.length, open + MOST_TEXT_CHARS)
  for (let at = open; at < most; at++) {
    const sign = part[at]
    if (sign === '\\') at++
    else if (sign === '[') depth++
    else if (sign === ']' && --depth === 0) return at
    else if (sign === '\n' && /^\n[ \t]*\n/.test(part.slice(at, at + 200))) return null
  }
  return null
}

function link(text: string, address: string): string {
  return `[${text}](<${address}>)`
}

const SHOWN_CHARS = 60

function short(written: string): string {
  const line = written.replace(/\s+/g, ' ')
  return line.length > SHOWN_CHARS ? `${line.slice(0, SHOWN_CHARS)}…` : line
}
