import { readdir, readFile } from 'node:fs/promises'
import { packagePath } from '../basics/package-path.js'
import { words } from '../text/normalise.js'

/** A question that people ask at the wrong counter. */
export interface StrayQuestion {
  /** by language */
  readonly wordings: Readonly<Record<string, string>>
  /** words without which an office could not answer it, in all languages, see `names`; none where no office answers it */
  readonly subjects: readonly string[]
}

/**
 * Whether one of these words is the subject: the word itself or its plural, or, where the subject ends in a hyphen, whatever begins so.
 * Beginnings of one length for all would take "electronic" for electricity and "trader" for a trademark.
 *
 * @param subject as in `StrayQuestion`
 * @param vocabulary as `words` gives them
 */
export function names(subject: string, vocabulary: ReadonlySet<string>): boolean {
  const [word = ''] = words(subject)
  if (subject.endsWith('-')) return [...vocabulary].some((other) => other.startsWith(word))
  return [word, `${word}s`, `${word}es`].some((form) => vocabulary.has(form))
}

/** What no office answers, and what some office does, in every language there is a file of; see `knowledge/stray-questions`. */
export async function strayQuestions(): Promise<readonly StrayQuestion[]> {
  const [everyday, ofOffices] = await Promise.all([questionsIn('everyday'), questionsIn('of-offices')])
  return [...everyday, ...ofOffices]
}

async function questionsIn(name: string): Promise<readonly StrayQuestion[]> {
  const folder = packagePath('knowledge', 'stray-questions', name)
  const files = (await readdir(folder)).filter((file) => file.endsWith('.txt')).sort()
  const questions: StrayQuestion[] = []
  for (const file of files) {
    const lines = (await readFile(`${folder}/${file}`, 'utf8')).split('\n').filter((line) => line !== '')
    const language = file.slice(0, -'.txt'.length)
    for (const [i, line] of lines.entries()) {
      const [text = '', subjects = ''] = line.split('\t')
      const { wordings, subjects: others } = questions[i] ?? { wordings: {}, subjects: [] }
      questions[i] = {
        wordings: { ...wordings, [language]: text },
        subjects: [...others, ...subjects.split(' ').filter((word) => word !== '')],
      }
    }
  }
  return questions
}
