import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { questionKey } from '../golden/golden-case.js'
import type { AskedVersion } from './asked-version.js'

/**
 * The champion's results without the questions that it has learnt as phrasings and the challenger has not: once a phrasing is
 * a golden case, a version from before would win it by heart. All of them where nothing else was asked.
 */
export function withoutLearnt(champion: AskedVersion, challenger: AskedVersion): AskedVersion {
  const [before, after] = [phrasingsOf(champion.pairs), phrasingsOf(challenger.pairs)]
  const results = champion.results.filter(({ case: golden }) => {
    const key = questionKey(golden)
    return !before.has(key) || after.has(key)
  })
  return results.some(({ noise }) => noise === 'clean') ? { ...champion, results } : champion
}

function phrasingsOf(pairs: readonly QnaPair[]): ReadonlySet<string> {
  return new Set(
    pairs.flatMap(({ language, question, alternateQuestions }) =>
      [question, ...alternateQuestions].map((phrasing) => questionKey({ text: phrasing, language })),
    ),
  )
}
