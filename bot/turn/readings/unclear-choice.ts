import { askAgain } from '../outcome/ask-about.js'
import type { TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** A choice was meant, but the words do not tell which. */
export function unclearChoice({ isUnclear, before, turn }: Heard): TurnResult | null {
  return isUnclear && before.pending !== null ? askAgain(turn, before.pending) : null
}
