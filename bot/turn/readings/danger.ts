import type { TurnResult } from '../outcome/turn.js'
import { giveDistress } from './distress.js'
import type { Heard } from './heard.js'

/** Somebody is in danger: nothing else that the message may be comes before that. */
export async function danger(heard: Heard): Promise<TurnResult | null> {
  const { decision, turn, distress } = await heard.understood()
  return distress === 'danger' ? giveDistress(turn, decision, distress) : null
}
