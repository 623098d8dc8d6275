import { missReply } from '../../reply/replies.js'
import { giveMiss } from '../outcome/give-outcome.js'
import type { TurnResult } from '../outcome/turn.js'
import { recordTurn, recordUnansweredLater } from '../outcome/turn-records.js'
import type { Heard } from './heard.js'

/** The citizen says that none of the offered questions was meant. */
export async function refusal({ choice, before, turn }: Heard): Promise<TurnResult | null> {
  if (choice?.kind !== 'none') return null
  const { pending } = before
  const refused = { ...turn, chat: { ...turn.chat, topic: null } }
  const { voice, chat } = refused
  const opening = voice.locale.bot.clarificationRefused
  if (pending === null) return { reply: missReply(voice, opening, false, null, null), chat }
  const { version, confidence } = pending
  const [receipt, recorded] = await Promise.all([
    recordTurn(refused, { kind: 'fallback', version, confidence, pairs: [], unseenShare: null }),
    recordUnansweredLater(refused, pending, 'clarification-refused'),
  ])
  return giveMiss(refused, opening, { version, receipt, editorial: false }, recorded)
}
