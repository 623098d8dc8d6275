import { containerBootstrap, LangEn, Nlp } from '@nlpjs/basic'
import { LangEs } from '@nlpjs/lang-es'
import { LangLt } from '@nlpjs/lang-lt'
import { LangRu } from '@nlpjs/lang-ru'
import type { BenchmarkedSystem } from '../../../evaluation/bench/benchmarked-system.js'
import { OUT_OF_SCOPE } from '../../../evaluation/bench/intent-set.js'
import { commonLanguage, found } from './findings.js'

/** nlp.js's name for the intent of texts without one. */
const NONE = 'None'

/** Languages with their own package (stemmer, tokenizer). nlp.js supports others without one, e.g. Estonian and Latvian. */
const PACKAGES = [LangEn, LangEs, LangLt, LangRu]

/**
 * nlp.js set up as in its guide, with its neural classifier and default settings. A subject is an intent; its answer's words
 * are not searched. Texts out of scope are documents of its `None`, also where they are a subject. Its score is a share of all
 * intents' scores, which it does not call a probability.
 *
 * @see https://github.com/axa-group/nlp.js/blob/master/docs/v4/quickstart.md
 */
export const nlpJs: BenchmarkedSystem = {
  name: 'nlp.js',
  calibrated: false,
  async teach(lesson) {
    const container = await containerBootstrap()
    for (const languagePackage of PACKAGES) container.use(languagePackage)
    const nlp = new Nlp({ container, autoSave: false, autoLoad: false, nlu: { log: false } })
    const usual = commonLanguage(lesson)
    const languages = new Set(lesson.subjects.map(({ language }) => language))
    for (const language of languages) nlp.addLanguage(language)
    const noneIsSubject = lesson.subjects.some(({ id }) => id === OUT_OF_SCOPE)
    for (const { id, phrasings, language } of lesson.subjects) {
      for (const phrasing of phrasings) nlp.addDocument(language, phrasing, id === OUT_OF_SCOPE ? NONE : id)
    }
    for (const text of lesson.outOfScope) nlp.addDocument(usual, text, NONE)
    await nlp.train()
    return {
      threshold: nlp.settings.threshold,
      async ask(text, language) {
        const { classifications } = await nlp.process(
          language !== null && languages.has(language) ? language : usual,
          text,
        )
        return found(
          classifications
            .filter(({ intent, score }) => (noneIsSubject || intent !== NONE) && score > 0)
            .map(({ intent, score }) => ({ id: intent === NONE ? OUT_OF_SCOPE : intent, score })),
        )
      },
      close: async () => {},
    }
  },
}
