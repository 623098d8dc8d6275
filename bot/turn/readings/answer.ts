import { giveOutcome } from '../outcome/give-outcome.js'
import { elsewhere, type TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** A question that editors have answered, or that asks for a person. */
export async function answer(heard: Heard): Promise<TurnResult | null> {
  const { decision, turn, isAnswered } = await heard.understood()
  return isAnswered ? giveOutcome(elsewhere(turn), decision) : null
}
