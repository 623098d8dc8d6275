/**
 * The most lines and signs of Markdown that one answer may have. Reading Markdown takes time that grows faster than its length: a list
 * of 6,000 points takes seconds, and everybody waits meanwhile. This many take a few hundredths of a second, however they are nested;
 * the longest answers that offices publish have about seventy.
 */
export const MOST_ANSWER_LOAD = 500

const SIGNS = /[\\`*_[\]!<&]/g
/** The signs before quotations, list items and headings, which may be nested in one line. */
const BLOCK_SIGNS = /^[\s>#+*.)\d-]+/

/** How much there is to read in an answer's Markdown: its lines and the signs in them. */
export function answerLoad(markdown: string): number {
  let load = 0
  for (const line of markdown.split(/[\n\r]/)) {
    const before = BLOCK_SIGNS.exec(line)?.[0] ?? ''
    load += 1 + before.replace(/\s+/g, '').length + countOf(SIGNS, line.slice(before.length))
  }
  return load
}

function countOf(sign: RegExp, text: string): number {
  return text.match(sign)?.length ?? 0
}
