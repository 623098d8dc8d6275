import { readdir, readFile } from 'node:fs/promises'
import { packagePath } from '../basics/package-path.js'
import { words } from '../text/normalise.js'

/** A question that people ask the wrong office. */
export interface StrayQuestion {
  /** by language */
  readonly wordings: Readonly<Record<string, string>>
  /** words that an office's texts must contain if it can answer the question, in all languages, see `names`; empty where no office answers it */
  readonly subjects: readonly string[]
}

/**
 * Whether one of these words is the subject: the word itself or its plural, or, for a subject that ends in a hyphen, any word with that
 * beginning. A fixed length of beginnings for all would match "electronic" with electricity and "trader" with trademark.
 *
 * @param subject as in `StrayQuestion`
 * @param vocabulary words folded by `words`
 */
export function names(subject: string, vocabulary: ReadonlySet<string>): boolean {
  const [word = ''] = words(subject)
  if (subject.endsWith('-')) return [...vocabulary].some((other) => other.startsWith(word))
  return [word, `${word}s`, `${word}es`].some((form) => vocabulary.has(form))
}

/** Questions that no office answers, and questions for some office, in every language with a file; see `knowledge/stray-questions`. */
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
