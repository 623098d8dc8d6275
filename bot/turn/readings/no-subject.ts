import { isYes, namesSubject } from '../../message/remark.js'
import { giveNotice } from '../outcome/give-outcome.js'
import type { TurnResult } from '../outcome/turn.js'
import { recordTurn } from '../outcome/turn-records.js'
import { isMiss } from '../outcome/understand.js'
import type { Heard } from './heard.js'

/** A message that names no subject. No editor could answer it, so it is not stored for them; the turn counts as a fallback. */
export async function noSubject(heard: Heard): Promise<TurnResult | null> {
  const { decision, turn } = await heard.understood()
  const { outcome, version, unseenShare } = decision
  const { text, parts } = turn
  const isNothing = isYes(text, parts.locales) || (isMiss(outcome) && !namesSubject(text, parts.locales))
  if (!isNothing) return null
  await recordTurn(turn, { kind: 'fallback', version, confidence: outcome.confidence, pairs: [], unseenShare })
  return giveNotice(turn, 'noSubject')
}
