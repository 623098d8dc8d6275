import type { Decision } from '../../../knowledge/search/outcome.js'
import type { Distress } from '../../message/distress.js'
import { distressReply, withPerson } from '../../reply/replies.js'
import { giveOutcome, recordFallback } from '../outcome/give-outcome.js'
import { elsewhere, type Turn, type TurnResult } from '../outcome/turn.js'
import { isMiss, type Understood } from '../outcome/understand.js'
import type { Heard } from './heard.js'

/** Somebody in need or angry, whose message found nothing. */
export async function distress(heard: Heard): Promise<TurnResult | null> {
  const understood = await heard.understood()
  const { decision, turn } = understood
  if (understood.distress === null || !isMiss(decision.outcome)) return null
  return giveDistress(turn, decision, understood.distress)
}

/** Whoever is in distress is shown the way to a person at once, and no choice of questions. */
export async function giveDistress(turn: Turn, decision: Decision, kind: Distress): Promise<TurnResult> {
  const { voice, chat } = turn
  const { origin } = await recordFallback(turn, decision)
  return { reply: distressReply(voice, kind, origin), chat: { ...chat, misses: chat.misses + 1 } }
}

/** Puts a decision before the citizen that is no answer, after the way to a person for whoever cannot wait. */
export async function giveWithPerson({ decision, turn, distress: kind }: Understood): Promise<TurnResult> {
  const result = await giveOutcome(elsewhere(turn), decision)
  return kind === 'urgent' ? { ...result, reply: withPerson(turn.voice, kind, result.reply) } : result
}
