import { ROLE_KEY } from '../../../knowledge/content/qna-pair.js'
import { CHOICE_SHARE, MOST_CHOICES } from '../../../knowledge/search/decide.js'
import type { GivenAnswer } from '../../chat.js'
import type { Offer } from '../../choice.js'
import type { FeedbackChoice } from '../../message/rating.js'
import { pairOffer } from '../../reply/offers.js'
import { thanksReply } from '../../reply/replies.js'
import { giveMiss } from '../outcome/give-outcome.js'
import { inChatLanguage } from '../outcome/give-pair.js'
import type { Turn, TurnResult } from '../outcome/turn.js'
import { recordFeedback, recordNotHelpful } from '../outcome/turn-records.js'
import type { Heard } from './heard.js'

/** A vote by button, or in words if the last reply asked for one. */
export async function vote({ choice, before, turn }: Heard): Promise<TurnResult | null> {
  if (choice?.kind !== 'feedback') return null
  const { reply, chat } = await takeVote(turn, choice, before.offers)
  // The questions that were offered stay on the screen.
  return { reply, chat: choice.helpful ? { ...chat, pending: before.pending } : chat }
}

/**
 * Accepts a vote on an answer of this conversation; the last vote counts. The first time that an answer did not help, its question is
 * stored for the editors before the reply, which offers the next closest pairs. For an answer that is no longer remembered there is
 * nothing to store: the reply has the same text and the way to a person.
 *
 * @param shown the buttons under the last reply; those that are not votes stay
 */
async function takeVote(
  turn: Turn,
  { receipt, helpful }: FeedbackChoice,
  shown: readonly Offer[],
): Promise<TurnResult> {
  const { parts, voice, chat } = turn
  const answer = chat.answers.find((one) => one.receipt === receipt)
  const others = shown.filter(({ choice }) => choice.kind !== 'feedback')
  if (answer === undefined) {
    return helpful
      ? { reply: thanksReply(voice, others), chat }
      : giveMiss(turn, voice.locale.bot.notHelpful, null, false)
  }
  const { at, version, pairId, language, helpful: before } = answer
  const fields = { receipt, version, pairId, language, helpful, before, channel: voice.channel.name }
  const [, noted] = await Promise.all([
    before === helpful ? null : recordFeedback(parts, { ...fields, at: parts.clock.now(), answeredAt: new Date(at) }),
    helpful || answer.noted ? answer.noted : recordNotHelpful(turn, answer),
  ])
  const answers = chat.answers.map((one) => (one === answer ? { ...one, helpful, noted } : one))
  const rated = { ...turn, chat: { ...chat, answers } }
  if (!helpful) return giveMiss(withCloseOnes(rated, answer), voice.locale.bot.notHelpful, null, noted)
  return { reply: thanksReply(voice, others), chat: rated.chat }
}

/** The turn with the next closest pairs as starter questions, if there are any. */
function withCloseOnes(turn: Turn, { closest, pairId, version }: GivenAnswer): Turn {
  const least = CHOICE_SHARE * (closest[0]?.score ?? 0)
  const close = closest.flatMap(({ id, score }) => {
    const pair = id === pairId || score < least ? null : inChatLanguage(turn, id, version)
    return pair === null || pair.metadata[ROLE_KEY] !== undefined ? [] : [pairOffer(pair)]
  })
  return close.length === 0 ? turn : { ...turn, voice: { ...turn.voice, starters: () => close.slice(0, MOST_CHOICES) } }
}
