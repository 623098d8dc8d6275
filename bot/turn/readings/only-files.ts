import { giveNotice } from '../outcome/give-outcome.js'
import type { TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** Files without text. */
export function onlyFiles({ message, turn }: Heard): TurnResult | null {
  return message.hasFiles && message.text.trim() === '' ? giveNotice(turn, 'onlyText') : null
}
