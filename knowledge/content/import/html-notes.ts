import type { QnaPair } from '../qna-pair.js'

/** What QnA Maker's editor and its reading of web pages leave in answers. */
const TAG =
  /<\/?(?:a|b|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|span|strong|sub|sup|table|tbody|td|th|thead|tr|u|ul)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*\s*\/?>/gi

/** Pairs named one by one. */
const SHOWN = 5

/** Says which answers hold HTML: they are Markdown, and citizens are shown tags as they are written. */
export function notesOnHtml(pairs: readonly QnaPair[]): readonly string[] {
  const marked = pairs.filter(({ answer }) => answer.search(TAG) !== -1)
  if (marked.length === 0) return []
  const tags = new Set(marked.flatMap(({ answer }) => answer.match(TAG) ?? []).map(nameOf))
  const shownTags = [...tags].slice(0, SHOWN).join(', ')
  const shownPairs = marked.slice(0, SHOWN).map(({ id }) => id)
  const more = marked.length > SHOWN ? ' and more' : ''
  const found = marked.length === 1 ? 'the answer of 1 pair holds' : `the answers of ${marked.length} pairs hold`
  return [
    `${found} HTML (${shownTags}), which citizens see as it is written; ` +
      `write Markdown in: ${shownPairs.join(', ')}${more}`,
  ]
}

/** `<a>` of `<a href="…">` and of `</a>`. */
function nameOf(tag: string): string {
  return `<${/\w+/.exec(tag)?.[0].toLowerCase() ?? ''}>`
}
