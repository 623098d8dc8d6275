import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { words } from '../../../knowledge/text/normalise.js'
import type { PendingClarification } from '../../chat.js'
import { giveNotice } from '../outcome/give-outcome.js'
import { chosenByName, type Grounds, givePair } from '../outcome/give-pair.js'
import type { TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** The citizen chose one of the offered questions. */
export async function chosenPair({ choice, before, turn }: Heard): Promise<TurnResult | null> {
  if (choice?.kind !== 'pair') return null
  const { parts, text } = turn
  const found = parts.assistant.pair(choice.pairId, choice.language, parts.clock.now())
  if (found !== null) return givePair(turn, found.pair, found.version, askedBefore(found.pair, before.pending))
  // The pair is gone from the version that serves now, but the button's title is still a question.
  return words(text).length > 0 ? null : giveNotice(turn, 'choiceGone')
}

/** The question behind a chosen pair: the one that led to the clarification, or else the pair's own. */
function askedBefore(pair: QnaPair, pending: PendingClarification | null): Grounds {
  const byName = chosenByName(pair.question, pair)
  const wasOffered = pending?.choices.some(({ choice }) => choice.kind === 'pair' && choice.pairId === pair.id) ?? false
  if (pending === null || !wasOffered) return byName
  return { ...byName, question: pending.text, language: pending.language, closest: pending.closest }
}
