/** One thing wrong with a file that is being imported. */
export interface ImportProblem {
  /** counted from 1; in a spreadsheet the row; null when the problem has no line */
  readonly line: number | null
  /** which field of the pair, e.g. `answer`, `alternateQuestions.2`; null when it is the whole line or file */
  readonly field: string | null
  readonly message: string
}

/** A file's own words inside a message: enough of them to find the place. */
export function quoted(text: string): string {
  return `"${shortened(text.trim())}"`
}

export function shortened(text: string): string {
  const most = 60
  return text.length > most ? `${text.slice(0, most)}…` : text
}
