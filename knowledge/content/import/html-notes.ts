import { firstFew } from '../../basics/first-few.js'
import { mendLinks } from '../links/mend-links.js'
import type { QnaPair } from '../qna-pair.js'
import type { ImportNote } from './findings/import-note.js'

/** The beginning of a tag that QnA Maker's editor and its import of web pages leave in answers. */
const TAG =
  /<\/?(a|b|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?=[\s/>])/gi
const ATTRIBUTE = /\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+)/y
const TAG_END = /\s*\/?>/y

/** Most pairs that are listed. */
const SHOWN = 5

/** Notes which answers contain HTML: answers are Markdown, and citizens would see the tags as text. */
export function notesOnHtml(pairs: readonly QnaPair[]): readonly ImportNote[] {
  const marked = pairs.filter(({ answer }) => tagsIn(answer).length > 0)
  if (marked.length === 0) return []
  const tags = new Set(marked.flatMap(({ answer }) => tagsIn(answer)))
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

/** `<a>` for `<a href="…">` and for `</a>`. */
function tagsIn(written: string): readonly string[] {
  // Links in HTML are shown as links.
  const answer = /<a\s/i.test(written) ? mendLinks(written, null).text : written
  return [...answer.matchAll(TAG)].flatMap(({ 0: opening, 1: name = '', index }) =>
    isTag(answer, index + opening.length) ? [`<${name.toLowerCase()}>`] : [],
  )
}

/** Whether attributes and the end of the tag follow. */
function isTag(answer: string, from: number): boolean {
  TAG_END.lastIndex = from
  ATTRIBUTE.lastIndex = from
  while (ATTRIBUTE.test(answer)) TAG_END.lastIndex = ATTRIBUTE.lastIndex
  return TAG_END.test(answer)
}
