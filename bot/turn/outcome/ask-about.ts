import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import type { Decision } from '../../../knowledge/search/outcome.js'
import type { PendingClarification } from '../../chat.js'
import type { Offer } from '../../choice.js'
import { pairOffer } from '../../reply/offers.js'
import { clarificationReply } from '../../reply/replies.js'
import type { Voice } from '../../reply/voice.js'
import { grounds, inChatLanguage, translated } from './give-pair.js'
import type { Turn, TurnResult } from './turn.js'
import { recordTurn } from './turn-records.js'

/** Asks the citizen whether one of these pairs was meant, whatever the decision's outcome was. */
export async function askAbout(
  turn: Turn,
  decision: Decision,
  pairs: readonly QnaPair[],
  confidence: number = decision.outcome.confidence,
): Promise<TurnResult> {
  const { voice, chat, text } = turn
  const { version, unseenShare } = decision
  const { language, closest } = grounds(text, decision)
  const offers = pairs.map((pair) => pairOffer(translated(turn, pair, version)))
  const choices = choicesOf(voice, offers)
  const receipt = await recordTurn(turn, { kind: 'clarification', version, confidence, pairs, unseenShare })
  const [only, ...others] = pairs
  // A citizen who follows up on the only offered pair has accepted it.
  const topic = only === undefined || others.length > 0 ? chat.topic : only.id
  const channel = voice.channel.name
  return {
    reply: clarificationReply(voice, choices, { version, receipt, editorial: false }),
    chat: { ...chat, topic, pending: { text, language, channel, version, confidence, closest, choices } },
  }
}

/**
 * Repeats a clarification in the chat's present language, because the citizen's reply was unclear or asked for another language.
 */
export function askAgain(turn: Turn, pending: PendingClarification): TurnResult {
  const { voice, chat } = turn
  const offers = pending.choices.flatMap((offer) => {
    if (offer.choice.kind !== 'pair') return []
    const pair = inChatLanguage(turn, offer.choice.pairId, pending.version)
    return pair === null ? [offer] : [pairOffer(pair)]
  })
  const choices = choicesOf(voice, offers)
  return { reply: clarificationReply(voice, choices, null), chat: { ...chat, pending: { ...pending, choices } } }
}

/** The choices of a clarification: these pairs, and "none of these". */
function choicesOf({ locale }: Voice, pairs: readonly Offer[]): readonly Offer[] {
  const title = pairs.length === 1 ? locale.buttons.notThis : locale.buttons.none
  return [...pairs, { title, choice: { kind: 'none', language: locale.language } }]
}
