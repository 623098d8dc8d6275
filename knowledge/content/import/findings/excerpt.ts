const MOST_CHARS = 60

/** A text of the file, shortened for a message: long enough to find the place. */
export function excerpt(text: string): string {
  return shortened(text.trim())
}

/** The beginning of a text of several lines, on one. */
export function excerptOfLines(text: string): string {
  return excerpt(text.replace(/\s+/g, ' '))
}

export function shortened(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text
}
