import { z } from 'zod'
import type { AppendLog, LogKind } from '../store/log.js'
import { versionIdSchema } from '../version-id.js'
import type { Recorder } from './recorder.js'

export const turnEntrySchema = z.object({
  receipt: z.string(),
  at: z.iso.datetime(),
  channel: z.string(),
  kind: z.enum(['answered', 'clarification', 'fallback', 'handoff']),
  /** ISO 639 code */
  language: z.string(),
  version: versionIdSchema,
  /** the answer given, or the candidates offered */
  pairIds: z.array(z.string()),
  /** 0…1 */
  confidence: z.number(),
  /** share of the question's words that the version does not know, 0…1; null where nothing was searched */
  unseenShare: z.number().nullable().default(null),
})

/** The outcome of a turn, as it is stored: without any of the citizen's words. */
export type TurnEntry = Readonly<z.infer<typeof turnEntrySchema>>

/** The log of turns. */
export const TURNS: LogKind<TurnEntry> = { name: 'turns', schema: turnEntrySchema }

/** The entry as a turn passes it. */
export interface TurnInput extends Omit<TurnEntry, 'at' | 'pairIds'> {
  readonly at: Date
  readonly pairIds: readonly string[]
}

/**
 * Records turns. `record` resolves once the turn is on disk.
 *
 * @throws {KnowledgeError} DISK_FULL, DATA_FOLDER_BUSY; see `AppendLog`
 */
export function turnRecorder(log: AppendLog<TurnEntry>): Recorder<TurnInput> {
  return {
    record: ({ at, pairIds, ...known }) => log.append({ ...known, at: at.toISOString(), pairIds: [...pairIds] }),
  }
}

/**
 * The turn with this receipt, or null when it is unknown or no longer stored. Receipts are read out and typed: capitals, spaces
 * and dashes are ignored; the letter O counts as zero, I and L as one.
 *
 * @param turns e.g. `store.log(TURNS).read()`
 */
export async function findTurn(turns: AsyncIterable<TurnEntry>, receipt: string): Promise<TurnEntry | null> {
  const wanted = plain(receipt)
  for await (const turn of turns) if (plain(turn.receipt) === wanted) return turn
  return null
}

function plain(receipt: string): string {
  return receipt
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}
