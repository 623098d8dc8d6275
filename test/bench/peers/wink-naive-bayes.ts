import newClassifier from 'wink-naive-bayes-text-classifier'
import prepareEnglish from 'wink-naive-bayes-text-classifier/src/prep-text.js'
import type { BenchmarkedSystem } from '../../../evaluation/bench/benchmarked-system.js'
import { commonLanguage, found } from './findings.js'

/** The label of texts without a subject. No subject id contains a control character. */
const NONE = '\u0000none'
/** The classifier's label for a text without known words. */
const UNKNOWN = 'unknown'

/**
 * A naive Bayes classifier set up as in its guide for intents, with its own preparation of English. It has none for other
 * languages, which are split into words. Texts out of scope are a separate class. It has no threshold. Its score is the
 * logarithm of odds.
 *
 * @see https://winkjs.org/wink-naive-bayes-text-classifier/
 */
export const winkNaiveBayes: BenchmarkedSystem = {
  name: 'wink-naive-bayes',
  calibrated: false,
  async teach(lesson) {
    const tokens = commonLanguage(lesson) === 'en' ? prepareEnglish : plainWords
    const classifier = newClassifier()
    classifier.defineConfig({ considerOnlyPresence: true, smoothingFactor: 0.5 })
    for (const { id, phrasings } of lesson.subjects) {
      for (const phrasing of phrasings) classifier.learn(tokens(phrasing), id)
    }
    for (const text of lesson.outOfScope) classifier.learn(tokens(text), NONE)
    classifier.consolidate()
    return {
      threshold: null,
      ask: async (text) =>
        found(
          classifier
            .computeOdds(tokens(text))
            .filter(([label]) => label !== NONE && label !== UNKNOWN)
            .map(([id, score]) => ({ id, score })),
        ),
      close: async () => {},
    }
  },
}

function plainWords(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
}
