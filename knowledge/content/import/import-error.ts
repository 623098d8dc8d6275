import { counted } from '../../counted.js'
import { KnowledgeError } from '../../errors.js'
import { firstFew } from '../../first-few.js'
import { type ImportProblem, shortened } from './findings/import-problem.js'

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
  const { first, more } = firstFew(problems, SHOWN)
  const count = counted(problems.length, 'problem')
  return [`${file} has ${count}:`, ...first.map(describe), ...(more > 0 ? [`… and ${more} more`] : [])].join('\n')
}

function describe({ line, field, message }: ImportProblem): string {
  const place = [line === null ? [] : `line ${line}`, field === null ? [] : shortened(field)].flat().join(', ')
  return place === '' ? message : `${place}: ${message}`
}
