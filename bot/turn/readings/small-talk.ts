import { giveOutcome } from '../outcome/give-outcome.js'
import type { TurnResult } from '../outcome/turn.js'
import { isSmallTalk } from '../outcome/understand.js'
import type { Heard } from './heard.js'

/** A greeting, thanks or goodbye, to which editors wrote a reply. */
export async function smallTalk(heard: Heard): Promise<TurnResult | null> {
  const { decision, turn } = await heard.understood()
  const { outcome } = decision
  return outcome.kind === 'answered' && isSmallTalk(outcome.pair) ? giveOutcome(turn, decision) : null
}
