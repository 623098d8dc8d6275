import { counted } from '../../counted.js'
import { KnowledgeError } from '../../errors.js'

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

function shortened(text: string): string {
  const most = 60
  return text.length > most ? `${text.slice(0, most)}…` : text
}

const SHOWN = 20

/** Everything wrong with a file at once. Nothing of it was imported. */
export class ImportError extends KnowledgeError {
  override readonly name = 'ImportError'

  constructor(
    file: string,
    /** in the order of their lines */
    readonly problems: readonly ImportProblem[],
  ) {
    super('IMPORT_INVALID', summary(file, problems), 'mend the file and import it again; nothing of it was imported')
  }
}

function summary(file: string, problems: readonly ImportProblem[]): string {
  const shown = problems.slice(0, SHOWN).map(describe)
  const hidden = problems.length - shown.length
  const count = counted(problems.length, 'problem')
  return [`${file} has ${count}:`, ...shown, ...(hidden > 0 ? [`… and ${hidden} more`] : [])].join('\n')
}

function describe({ line, field, message }: ImportProblem): string {
  const place = [line === null ? [] : `line ${line}`, field === null ? [] : shortened(field)].flat().join(', ')
  return place === '' ? message : `${place}: ${message}`
}
