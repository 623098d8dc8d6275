/** Where a text may be split, best first: between paragraphs, lines, words. */
const PARTINGS = ['\n\n', '\n', ' ']

/** Splits a text into parts of at most `mostChars` UTF-16 code units each, at the best places for reading. */
export function splitText(text: string, mostChars: number): readonly string[] {
  if (text.length <= mostChars) return [text]
  const place = partingIn(text, mostChars)
  return [text.slice(0, place).trimEnd(), ...splitText(text.slice(place).trimStart(), mostChars)]
}

function partingIn(text: string, mostChars: number): number {
  for (const parting of PARTINGS) {
    const place = text.lastIndexOf(parting, mostChars)
    if (place > 0) return place
  }
  const splitsPair = /[\uD800-\uDBFF]/.test(text.charAt(mostChars - 1))
  return splitsPair ? mostChars - 1 : mostChars
}
