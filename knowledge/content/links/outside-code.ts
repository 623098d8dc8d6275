/** The text with everything mended but its code: fenced blocks, and what stands between backticks. */
export function outsideCode(text: string, mend: (part: string) => string): string {
  let result = ''
  let copied = 0
  for (let at = 0; at < text.length; ) {
    const open = nextOpening(text, at)
    if (open === null) break
    const end = endOfCode(text, open)
    if (end !== null) {
      result += mend(text.slice(copied, open.at)) + text.slice(open.at, end)
      copied = end
    }
    at = end ?? open.at + open.signs.length
  }
  return result + mend(text.slice(copied))
}

interface Opening {
  readonly at: number
  /** e.g. three backticks */
  readonly signs: string
  readonly fence: boolean
}

function nextOpening(text: string, from: number): Opening | null {
  const sign = /`+|~{3,}/g
  sign.lastIndex = from
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    const [signs] = found
    const before = text.slice(text.lastIndexOf('\n', found.index - 1) + 1, found.index)
    const fence = signs.length >= 3 && before.trim() === '' && before.length <= 3
    if (fence || signs.startsWith('`')) return { at: found.index, signs, fence }
  }
  return null
}

/** A fence that is never closed goes to the end; other code must end in its paragraph. */
function endOfCode(text: string, { at, signs, fence }: Opening): number | null {
  const from = at + signs.length
  if (fence) {
    const closing = text.indexOf(`\n${signs}`, from)
    return closing === -1 ? text.length : closing + 1 + signs.length
  }
  const blank = text.indexOf('\n\n', from)
  const paragraph = text.slice(0, blank === -1 ? text.length : blank)
  for (let end = paragraph.indexOf(signs, from); end !== -1; ) {
    let after = end + signs.length
    while (paragraph[after] === '`') after++
    if (after - end === signs.length) return after
    end = paragraph.indexOf(signs, after)
  }
  return null
}
