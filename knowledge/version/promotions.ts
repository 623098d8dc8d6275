import { z } from 'zod'
import { parseJsonAs } from '../basics/parse-json.js'
import { KnowledgeError } from '../errors.js'
import { storedAccount } from '../person.js'
import type { JournalKind } from '../store/journal.js'
import type { HeldLock } from '../store/lock.js'
import type { Store } from '../store/store.js'
import { versionIdSchema } from '../version-id.js'

const moveSchema = z.object({
  /** counted from 1; after a crash a number can occur twice, and the later line is valid */
  move: z.number().int().positive(),
  at: z.iso.datetime(),
  alias: z.enum(['champion', 'challenger']),
  from: versionIdSchema.nullable(),
  to: versionIdSchema.nullable(),
  by: z.string(),
  account: storedAccount,
  reason: z.string(),
  /** present when the move went back to a version that had served before */
  act: z.literal('rollback').optional(),
})

/** The moves of the aliases, in order; written with the aliases, under their lock. */
export const MOVES: JournalKind = { name: 'moves', lock: 'aliases' }

/** One alias move. */
export type Move = Readonly<z.infer<typeof moveSchema>>

/**
 * The moves that took effect, oldest first.
 *
 * @param lastMove number of the last move that took effect (`moves` of the aliases)
 * @throws {KnowledgeError} LOG_DAMAGED when a line other than one torn by a crash at the end cannot be read
 */
export async function readMoves(store: Store, lastMove: number): Promise<readonly Move[]> {
  const moves = (await recordedMoves(store)).filter(({ move }) => move <= lastMove)
  if (moves.length < lastMove) {
    throw new KnowledgeError('LOG_DAMAGED', { what: 'file', file: store.journal(MOVES).place }, { do: 'restore-file' })
  }
  return moves
}

/** Adds a move and flushes it to the disk. */
export async function appendMove(store: Store, lock: HeldLock, move: Move): Promise<void> {
  await store.journal(MOVES).append(lock, () => ({ line: JSON.stringify(move) }))
}

/** The moves on record, oldest first, whether or not the last took effect. */
export async function recordedMoves(store: Store): Promise<readonly Move[]> {
  const journal = store.journal(MOVES)
  const moves = new Map<number, Move>()
  for (const [i, line] of (await journal.lines()).entries()) {
    const move = parseJsonAs(moveSchema, line)
    if (move === null) throw damaged(journal.place, i + 1)
    moves.set(move.move, move)
  }
  return [...moves.values()]
}

function damaged(file: string, line: number): KnowledgeError {
  return new KnowledgeError('LOG_DAMAGED', { what: 'line', file, line }, { do: 'restore-file' })
}
