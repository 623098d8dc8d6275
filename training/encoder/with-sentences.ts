import { sentencesOf } from '../../knowledge/content/passage.js'
import type { TextPair } from './corpus.js'

/** Kind of a pair of a title or question and one sentence of its paragraph. */
export const TITLE_AND_SENTENCE = 'ts'
/** Kind of a pair of a title or question and its paragraph. */
const TITLE_AND_PARAGRAPH = 'tb'
/** The first sentences of a paragraph answer its title; later ones do so less and less. */
const MOST_SENTENCES = 3

/** Adds to each title with its paragraph the title with each of the first sentences, since answers are embedded by sentence. */
export async function* withSentences(corpus: AsyncIterable<TextPair>): AsyncIterable<TextPair> {
  for await (const pair of corpus) {
    yield pair
    const [title, answer] = pair.texts
    if (pair.kind !== TITLE_AND_PARAGRAPH) continue
    const sentences = sentencesOf({ answer, language: pair.languages[1] })
    if (sentences.length < 2) continue
    for (const sentence of sentences.slice(0, MOST_SENTENCES)) {
      yield { ...pair, kind: TITLE_AND_SENTENCE, texts: [title, sentence] }
    }
  }
}
