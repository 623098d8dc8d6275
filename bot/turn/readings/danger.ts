import type { TurnResult } from '../outcome/turn.js'
import { giveDistress } from './distress.js'
import type { Heard } from './heard.js'

/** The citizen is in danger. No other reading of the text comes first. */
export async function danger(heard: Heard): Promise<TurnResult | null> {
  const { decision, turn, distress } = await heard.understood()
  return distress === 'danger' ? giveDistress(turn, decision, distress) : null
}
