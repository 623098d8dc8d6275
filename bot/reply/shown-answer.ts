import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { type ShownText, safeMarkdown, shownText } from './answer-text.js'

type Known = WeakMap<QnaPair, ShownText>

/** By where relative links begin. A loaded version keeps its pairs as long as it is open, and they never change. */
const known = new Map<string | null, Known>()

/**
 * A pair's answer in both forms. Each is worked out once for every loaded version, when it is first shown.
 *
 * @param linkBase where relative links begin; the same for a whole server
 */
export function shownAnswer(pair: QnaPair, linkBase: string | null = null): ShownText {
  const made = knownFor(linkBase).get(pair)
  if (made !== undefined) return made
  let both: ShownText | null = null
  let safe: string | null = null
  const answer: ShownText = {
    get markdown() {
      safe ??= both?.markdown ?? safeMarkdown(pair.answer, linkBase)
      return safe
    },
    get plain() {
      both ??= shownText(pair.answer, linkBase)
      return both.plain
    },
  }
  knownFor(linkBase).set(pair, answer)
  return answer
}

function knownFor(linkBase: string | null): Known {
  const found = known.get(linkBase) ?? new WeakMap()
  known.set(linkBase, found)
  return found
}
