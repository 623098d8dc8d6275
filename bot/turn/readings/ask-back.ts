import type { TurnResult } from '../outcome/turn.js'
import { giveWithPerson } from './distress.js'
import type { Heard } from './heard.js'

/** A question without a confident answer, but with close candidates. */
export async function askBack(heard: Heard): Promise<TurnResult | null> {
  const understood = await heard.understood()
  return understood.decision.outcome.kind === 'clarification' ? giveWithPerson(understood) : null
}
