import { firstFew } from '../../basics/first-few.js'
import type { QnaPair } from '../qna-pair.js'
import type { ImportNote } from './findings/import-note.js'

/** The tags that QnA Maker's editor and its import of web pages leave in answers. */
const TAG =
  /<\/?(?:a|b|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*\/?>/gi

/** Most pairs that are listed. */
const SHOWN = 5

/** Notes which answers contain HTML: answers are Markdown, and citizens would see the tags as text. */
export function notesOnHtml(pairs: readonly QnaPair[]): readonly ImportNote[] {
  const marked = pairs.filter(({ answer }) => answer.search(TAG) !== -1)
  if (marked.length === 0) return []
  const tags = new Set(marked.flatMap(({ answer }) => answer.match(TAG) ?? []).map(nameOf))
  const { first, more } = firstFew(marked, SHOWN)
  return [
    {
      what: 'answers-hold-html',
      count: marked.length,
      tags: [...tags].slice(0, SHOWN),
      pairs: first.map(({ id }) => id),
      more,
    },
  ]
}

/** `<a>` of `<a href="…">` and of `</a>`. */
function nameOf(tag: string): string {
  return `<${/\w+/.exec(tag)?.[0].toLowerCase() ?? ''}>`
}
