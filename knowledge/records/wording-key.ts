import { contentWords } from '../text/filler-words.js'
import { words } from '../text/normalise.js'

/** Its telling words in alphabetical order: word order, repetition and politeness do not make another question. */
export function wordingKey(question: string): string {
  return [...new Set(contentWords(words(question)))].sort().join(' ')
}
