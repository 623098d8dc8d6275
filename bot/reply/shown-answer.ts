import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { type ShownText, safeMarkdown, shownText } from './answer-text.js'

/** A loaded version keeps its pairs as long as it is open, and they never change. */
const known = new WeakMap<QnaPair, ShownText>()

/** A pair's answer in both forms. Each is worked out once for every loaded version, when it is first shown. */
export function shownAnswer(pair: QnaPair): ShownText {
  const made = known.get(pair)
  if (made !== undefined) return made
  let both: ShownText | null = null
  let safe: string | null = null
  const answer: ShownText = {
    get markdown() {
      safe ??= both?.markdown ?? safeMarkdown(pair.answer)
      return safe
    },
    get plain() {
      both ??= shownText(pair.answer)
      return both.plain
    },
  }
  known.set(pair, answer)
  return answer
}
