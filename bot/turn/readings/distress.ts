import type { Decision } from '../../../knowledge/search/outcome.js'
import type { Distress } from '../../message/distress.js'
import { distressReply, withPerson } from '../../reply/replies.js'
import { giveOutcome, recordFallback } from '../outcome/give-outcome.js'
import { elsewhere, type Turn, type TurnResult } from '../outcome/turn.js'
import { isMiss, type Understood } from '../outcome/understand.js'
import type { Heard } from './heard.js'

/** A citizen in need or angry, for whose message the search found nothing. */
export async function distress(heard: Heard): Promise<TurnResult | null> {
  const understood = await heard.understood()
  const { decision, turn } = understood
  if (understood.distress === null || !isMiss(decision.outcome)) return null
  return giveDistress(turn, decision, understood.distress)
}

/** Replies to a citizen in distress with the way to a person at once, and no choice of questions. */
export async function giveDistress(turn: Turn, decision: Decision, kind: Distress): Promise<TurnResult> {
  const { voice, chat } = turn
  const { origin } = await recordFallback(turn, decision)
  return { reply: distressReply(voice, kind, origin), chat: { ...chat, misses: chat.misses + 1 } }
}

/** Replies with an outcome that is not an answer. A citizen in urgent need is first shown the way to a person. */
export async function giveWithPerson({ decision, turn, distress: kind }: Understood): Promise<TurnResult> {
  const result = await giveOutcome(elsewhere(turn), decision)
  return kind === 'urgent' ? { ...result, reply: withPerson(turn.voice, kind, result.reply) } : result
}
