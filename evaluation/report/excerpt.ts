const LONGEST_CHARS = 240
/** Length of the common text that is kept before the first difference. */
const LEAD_CHARS = 60

/**
 * The parts of two texts that show their difference, at most about 240 characters each: their beginnings, or the text around the
 * first difference where that comes later.
 */
export function excerpts(before: string, after: string): readonly [string, string] {
  let common = 0
  while (common < Math.min(before.length, after.length) && before[common] === after[common]) common++
  const isSame = common === before.length && common === after.length
  const start = isSame || common < LONGEST_CHARS - LEAD_CHARS ? 0 : wordStart(before, common - LEAD_CHARS)
  return [excerpt(before, start), excerpt(after, start)]
}

/** Start of the word at this position; if it starts too far away, as in scripts without spaces, start of the character. */
function wordStart(text: string, at: number): number {
  const start = text.lastIndexOf(' ', at) + 1
  if (at - start <= LEAD_CHARS) return start
  return /[\uDC00-\uDFFF]/.test(text.charAt(at)) ? at - 1 : at
}

function excerpt(text: string, start: number): string {
  const end = text.length - start <= LONGEST_CHARS ? text.length : wordStart(text, start + LONGEST_CHARS)
  return `${start > 0 ? '… ' : ''}${text.slice(start, end).trimEnd()}${end < text.length ? ' …' : ''}`
}
