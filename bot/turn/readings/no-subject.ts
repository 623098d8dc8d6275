import { isYes, namesSubject } from '../../message/remark.js'
import { giveNotice } from '../outcome/give-outcome.js'
import type { TurnResult } from '../outcome/turn.js'
import { recordTurn } from '../outcome/turn-records.js'
import { isMiss } from '../outcome/understand.js'
import type { Heard } from './heard.js'

/** A message that does not say what it is about. No editor could answer it, and yet it is a turn that found nothing. */
export async function noSubject(heard: Heard): Promise<TurnResult | null> {
  const { decision, turn } = await heard.understood()
  const { outcome, version, unseenShare } = decision
  const { text, parts } = turn
  const isNothing = isYes(text, parts.locales) || (isMiss(outcome) && !namesSubject(text, parts.locales))
  if (!isNothing) return null
  await recordTurn(turn, { kind: 'fallback', version, confidence: outcome.confidence, pairs: [], unseenShare })
  return giveNotice(turn, 'noSubject')
}
