import { firstFew } from '../../basics/first-few.js'
import { KnowledgeError, type StepSaid } from '../../errors.js'
import type { ImportProblem } from './findings/import-problem.js'
import { describeProblem, importWords } from './import-words.js'

const SHOWN = 20

/** All problems of a file at once. Nothing of the file was imported. */
export class ImportError extends KnowledgeError {
  override readonly name = 'ImportError'

  constructor(
    /** file name without its folders */
    readonly file: string,
    /** name of the sheet, where a workbook has several */
    readonly sheet: string | null,
    /** in the order of their lines */
    readonly problems: readonly ImportProblem[],
  ) {
    const count = problems.length
    super(
      'IMPORT_INVALID',
      sheet === null ? { what: 'file-wrong', file, count } : { what: 'sheet-wrong', file, sheet, count },
      { do: 'mend-file' },
      { words: (language, stepSaid) => ({ problems: shown(problems, language, stepSaid) }) },
    )
  }
}

function shown(problems: readonly ImportProblem[], language: string, stepSaid: StepSaid | undefined): string {
  const { first, more } = firstFew(problems, SHOWN)
  const lines = first.map((problem) => describeProblem(problem, language, stepSaid))
  return [...lines, ...(more > 0 ? [importWords(language).say('file.more', { count: String(more) })] : [])].join('\n')
}
