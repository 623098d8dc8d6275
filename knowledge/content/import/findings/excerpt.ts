const MOST_CHARS = 60

/** A file's own words as far as they are told: enough of them to find the place. */
export function excerpt(text: string): string {
  return shortened(text.trim())
}

export function shortened(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text
}
