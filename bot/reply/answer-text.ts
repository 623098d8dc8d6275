import { fromMarkdown } from 'mdast-util-from-markdown'
import { answerLoad, MOST_ANSWER_LOAD } from '../../knowledge/content/answer-load.js'
import { isSafeAddress } from '../../knowledge/content/links/address.js'
import { mendLinks } from '../../knowledge/content/links/mend-links.js'

type Root = ReturnType<typeof fromMarkdown>
type Node = Root['children'][number]

/** Without these there is neither HTML nor a link, nor a picture. */
const MAY_NEED_EDITS = /[<[]/
/** Neutralising one element may uncover another (HTML that hid a link); no honest answer needs more rounds than this. */
const MOST_ROUNDS = 8
/** The rounds of one answer may read this much together: a short one all rounds, a very long one two. */
const MOST_LOAD_OF_ROUNDS = 2 * MOST_ANSWER_LOAD
/** Deeper than any honest answer. */
const MOST_DEPTH = 50

// Terminals obey escape characters, and the two overrides can make a link read backwards.
const CONTROLS = /[^\P{Cc}\n\t]|[\u202D\u202E]/gu

// Escapes only characters that have a meaning at their position, because simple clients show every backslash.
const MARKS = /[\\`*_{}[\]<>|~]|&(?=[#\w])|:(?=\/\/)|(?<=^|\s)www(?=\.)/gi
const MARKS_AT_START = /^(?:[#+=-]|\d{1,9}(?=[.)]))/

/** A text in both forms that channels show. */
export interface ShownText {
  /** safe */
  readonly markdown: string
  /** without marks */
  readonly plain: string
}

/**
 * Makes an editor's Markdown safe for every channel: raw HTML is shown as text, links lead to web, mail and telephone addresses only,
 * and pictures become links. Links that are plainly meant are mended. Everything else stays as written. A text with more to read than an
 * answer may have is shown as it was typed, line by line.
 *
 * @param linkBase where relative addresses begin; null = they lead nowhere
 */
export function safeMarkdown(markdown: string, linkBase: string | null = null): string {
  const text = mendLinks(withoutControls(markdown), linkBase).text
  return MAY_NEED_EDITS.test(text) ? safeTree(text).text : readable(text)
}

/** The same, and what it reads as where there is no Markdown. */
export function shownText(markdown: string, linkBase: string | null = null): ShownText {
  const { text, root } = safeTree(mendLinks(withoutControls(markdown), linkBase).text)
  return { markdown: text, plain: root === null ? withoutControls(markdown).trim() : plainOf(root) }
}

/** The safe text and its syntax tree; null where it is shown as it was typed. */
function safeTree(markdown: string): { readonly text: string; readonly root: Root | null } {
  let text = markdown
  let load = 0
  for (let round = 0; round < MOST_ROUNDS; round++) {
    load += answerLoad(text)
    const root = load > MOST_LOAD_OF_ROUNDS ? null : parsed(text)
    if (root === null) break
    const edits = neededEdits(root, text)
    if (edits.length === 0) return { text, root }
    text = applied(text, edits)
  }
  return { text: escapedLines(text), root: null }
}

/** A text that needs no edits, unless it is too much to read for the client too. */
function readable(text: string): string {
  return answerLoad(text) > MOST_ANSWER_LOAD ? escapedLines(text) : text
}

/** Escapes any text so that Markdown shows it unchanged, on one line and never as a web link. */
export function escapeMarkdown(text: string): string {
  return withoutControls(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(MARKS, (mark) => (mark.length > 1 ? `${mark}\\` : `\\${mark}`))
    .replace(MARKS_AT_START, (mark) => (/\d/.test(mark) ? `${mark}\\` : `\\${mark}`))
}

/** The same for a text of several lines and paragraphs, which stay. */
function escapedLines(text: string): string {
  return text
    .trim()
    .split(/\n[ \t]*\n\s*/)
    .map((paragraph) => paragraph.split('\n').map(escapeMarkdown).join('  \n'))
    .join('\n\n')
}

/** A Markdown link; only its text when the address is not safe. */
export function markdownLink(text: string, address: string): string {
  return isSafeAddress(address) ? `[${escapeMarkdown(text)}](<${new URL(address).href}>)` : escapeMarkdown(text)
}

/** For terminals and channels without Markdown: no marks, no control characters, addresses written out. */
export function toPlainText(markdown: string): string {
  const text = withoutControls(markdown)
  const root = parsed(text)
  return root === null ? text.trim() : plainOf(root)
}

function plainOf({ children }: Root): string {
  return withoutControls(blocks(children)).trim()
}

/** The syntax tree of a text, or null when it has too much to read or is nested too deep. */
function parsed(markdown: string): Root | null {
  if (answerLoad(markdown) > MOST_ANSWER_LOAD) return null
  const root = fromMarkdown(markdown)
  let level: readonly Node[] = root.children
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) return null
    level = level.flatMap((node): readonly Node[] => ('children' in node ? node.children : []))
  }
  return root
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

function neededEdits(root: Root, markdown: string): readonly Edit[] {
  const edits: Edit[] = []
  const visit = (node: Node, insideLink: boolean) => {
    const replacement = replacementFor(node, markdown, insideLink)
    if (replacement !== null) {
      edits.push({ ...span(node), text: replacement })
    } else if ('children' in node) {
      for (const child of node.children)
        visit(child, insideLink || node.type === 'link' || node.type === 'linkReference')
    }
  }
  for (const node of root.children) visit(node, false)
  return edits
}

/** The text that must replace the node, or null when it may stay. */
function replacementFor(node: Node, markdown: string, insideLink: boolean): string | null {
  switch (node.type) {
    case 'html': {
      const { start, end } = span(node)
      return markdown.slice(start, end).replaceAll('<', '&lt;')
    }
    case 'image':
      return insideLink ? escapeMarkdown(node.alt ?? '') : markdownLink(node.alt || node.url, node.url)
    case 'imageReference':
      return escapeMarkdown(node.alt ?? '')
    case 'definition':
      return isSafeAddress(node.url) ? null : ''
    case 'link': {
      if (isSafeAddress(node.url)) return null
      const [first, last] = [node.children.at(0), node.children.at(-1)]
      return first === undefined || last === undefined ? '' : markdown.slice(span(first).start, span(last).end)
    }
    default:
      return null
  }
}

/** Edits never overlap: nodes inside a replaced node are not visited in the same round. */
function applied(text: string, edits: readonly Edit[]): string {
  let result = ''
  let copied = 0
  for (const { start, end, text: replacement } of edits) {
    result += text.slice(copied, start) + replacement
    copied = end
  }
  return result + text.slice(copied)
}

/** The node's place in its source, in UTF-16 units; the parser gives one to every node it reads. */
function span({ position }: Node): { readonly start: number; readonly end: number } {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 }
}

function blocks(nodes: readonly Node[], separator = '\n\n'): string {
  return nodes
    .map(block)
    .filter((text) => text !== '')
    .join(separator)
}

function block(node: Node): string {
  switch (node.type) {
    case 'list': {
      const first = node.start ?? 1
      const marks = node.children.map((_, place) => (node.ordered ? `${first + place}.` : '-'))
      return node.children.map((item, place) => `${marks[place]} ${indented(blocks(item.children, '\n'))}`).join('\n')
    }
    case 'blockquote':
      return blocks(node.children)
    case 'code':
    case 'html':
      return node.value
    case 'definition':
    case 'thematicBreak':
      return ''
    default:
      return inline(node)
  }
}

function inline(node: Node): string {
  switch (node.type) {
    case 'break':
      return '\n'
    case 'image':
    case 'imageReference':
      return node.alt ?? ''
    case 'link': {
      const text = node.children.map(inline).join('')
      const address = node.url.replace(/^(mailto|tel):/i, '')
      return !isSafeAddress(node.url) || text === address || text === node.url ? text : `${text} (${address})`
    }
    default:
      if ('children' in node) return node.children.map(inline).join('')
      return 'value' in node ? node.value : ''
  }
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ')
}

function withoutControls(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(CONTROLS, '')
}
