import { lastVotes } from '../../knowledge/records/feedback.js'
import { findTurn, type TurnEntry } from '../../knowledge/records/turns.js'
import type { Installation } from '../installation.js'
import { type OnDamaged, readFeedback, readTurns } from '../records.js'

/** What a turn came to, and whether its answer helped; null = nobody has said. */
export interface FoundReceipt extends TurnEntry {
  readonly helpful: boolean | null
}

/**
 * The turn with this code under its answer. None of the citizen's words are kept with it.
 *
 * @returns null when no turn has the code (any more)
 */
export async function findReceipt(
  { store }: Pick<Installation, 'store'>,
  { code }: { readonly code: string },
  onDamaged: OnDamaged,
): Promise<FoundReceipt | null> {
  const turn = await findTurn(readTurns(store, onDamaged), code)
  if (turn === null) return null
  const votes = await lastVotes(readFeedback(store, onDamaged, new Date(turn.at)))
  return { ...turn, helpful: votes.get(turn.receipt) ?? null }
}
