import type { TurnResult } from '../outcome/turn.js'
import { giveWithPerson } from './distress.js'
import type { Heard } from './heard.js'

/** There is no answer. This reading accepts every message. */
export async function miss(heard: Heard): Promise<TurnResult> {
  return giveWithPerson(await heard.understood())
}
