import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import { parseJsonAs } from '../parse-json.js'
import { storedAccount } from '../person.js'
import { flushFolder, systemCode } from '../store/durable-file.js'
import type { Store } from '../store/store.js'
import { versionIdSchema } from '../version-id.js'

const moveSchema = z.object({
  /** counted from 1; after a crash a number can be there twice, and the later line holds */
  move: z.number().int().positive(),
  at: z.iso.datetime(),
  alias: z.enum(['champion', 'challenger']),
  from: versionIdSchema.nullable(),
  to: versionIdSchema.nullable(),
  by: z.string(),
  account: storedAccount,
  reason: z.string(),
  /** there when the move went back to a version that had served before */
  act: z.literal('rollback').optional(),
})

/** One alias move. */
export type Move = Readonly<z.infer<typeof moveSchema>>

/**
 * The moves that took effect, oldest first.
 *
 * @param lastMove number of the last move that took effect, as `aliases.json` has it
 * @throws {KnowledgeError} LOG_DAMAGED when a line other than one torn by a crash at the end cannot be read
 */
export async function readMoves(store: Store, lastMove: number): Promise<readonly Move[]> {
  const moves = new Map((await recordedMoves(store)).map((move) => [move.move, move]))
  return [...moves.values()].filter(({ move }) => move <= lastMove)
}

/** Number of the last move on record, whether or not it took effect; 0 when there is none. */
export async function lastRecordedMove(store: Store): Promise<number> {
  return (await recordedMoves(store)).at(-1)?.move ?? 0
}

/** Adds a move and flushes it to the disk. Only for the holder of the aliases lock. */
export async function appendMove(store: Store, move: Move): Promise<void> {
  const file = historyFile(store)
  const { bytes } = wholeLines(await readHistory(file))
  const handle = await open(file, 'a', 0o600)
  try {
    // A line torn by a crash was never acknowledged; kept, it would spoil the one that follows.
    await handle.truncate(bytes)
    await handle.appendFile(`${JSON.stringify(move)}\n`)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await flushFolder(store.promotionsFolder)
}

async function recordedMoves(store: Store): Promise<readonly Move[]> {
  const file = historyFile(store)
  const { lines } = wholeLines(await readHistory(file))
  return lines.map((line, i) => {
    const move = parseJsonAs(moveSchema, line)
    if (move === null) throw damaged(file, i + 1)
    return move
  })
}

function historyFile(store: Store): string {
  return join(store.promotionsFolder, 'moves.jsonl')
}

async function readHistory(file: string): Promise<Buffer> {
  return readFile(file).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return Buffer.alloc(0)
    throw error
  })
}

function wholeLines(content: Buffer): { readonly lines: readonly string[]; readonly bytes: number } {
  const bytes = content.lastIndexOf('\n') + 1
  const lines = content.subarray(0, bytes).toString('utf8').split('\n').slice(0, -1)
  return { lines, bytes }
}

function damaged(file: string, line: number): KnowledgeError {
  return new KnowledgeError('LOG_DAMAGED', `${file} is damaged in line ${line}`, 'restore it from a backup')
}
