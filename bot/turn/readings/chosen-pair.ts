import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { words } from '../../../knowledge/text/normalise.js'
import type { PendingClarification } from '../../chat.js'
import { giveNotice } from '../outcome/give-outcome.js'
import { chosenByName, type Grounds, givePair } from '../outcome/give-pair.js'
import type { TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** One of the questions that were offered. */
export async function chosenPair({ choice, before, turn }: Heard): Promise<TurnResult | null> {
  if (choice?.kind !== 'pair') return null
  const { parts, text } = turn
  const found = parts.assistant.pair(choice.pairId, choice.language, parts.clock.now())
  if (found !== null) return givePair(turn, found.pair, found.version, askedBefore(found.pair, before.pending))
  // Another version serves by now; the words on the button are still a question.
  return words(text).length > 0 ? null : giveNotice(turn, 'choiceGone')
}

/** What was asked when a pair was chosen by name: the question that was asked back about, else the pair's own. */
function askedBefore(pair: QnaPair, pending: PendingClarification | null): Grounds {
  const byName = chosenByName(pair.question, pair)
  const wasOffered = pending?.choices.some(({ choice }) => choice.kind === 'pair' && choice.pairId === pair.id) ?? false
  if (pending === null || !wasOffered) return byName
  return { ...byName, question: pending.text, language: pending.language, closest: pending.closest }
}
