import { lastVotes } from '../../knowledge/records/feedback.js'
import { findTurn, type TurnEntry } from '../../knowledge/records/turns.js'
import type { Installation } from '../installation.js'
import { type OnDamaged, readFeedback, readTurns } from '../records.js'

/** A turn and whether its answer helped; null = no vote. */
export interface FoundReceipt extends TurnEntry {
  readonly helpful: boolean | null
}

/**
 * The turn whose answer shows this code. The log keeps none of the citizen's words with it.
 *
 * @returns null when no turn has the code, or no longer
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
