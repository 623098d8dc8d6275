import newClassifier from 'wink-naive-bayes-text-classifier'
import prepareEnglish from 'wink-naive-bayes-text-classifier/src/prep-text.js'
import type { BenchmarkedSystem } from '../../../evaluation/bench/benchmarked-system.js'
import { commonLanguage, found } from './findings.js'

/** The label of whatever belongs to no subject; no id of a subject holds a control character. */
const NONE = '\u0000none'
/** What the classifier calls a text none of whose words it knows. */
const UNKNOWN = 'unknown'

/**
 * A naive Bayes classifier set up as its guide does for intents, with its own preparation of English; other languages, for
 * which it has none, are split into words. Texts out of scope are a class of their own. It knows no threshold. Its score is
 * the logarithm of odds.
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
