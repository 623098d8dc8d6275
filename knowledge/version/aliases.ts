import { z } from 'zod'
import { errorCode, KnowledgeError } from '../errors.js'
import { type Person, storedBy } from '../person.js'
import type { Clock } from '../ports.js'
import type { DocumentKind } from '../store/document.js'
import type { Store } from '../store/store.js'
import { type VersionId, versionIdSchema } from '../version-id.js'
import { appendMove, type Move, recordedMoves } from './promotions.js'
import { checkVersion } from './read-version.js'

/** `champion`: the version that serves. `challenger`: the one under trial. */
export type Alias = 'champion' | 'challenger'

export interface Aliases {
  readonly champion: VersionId | null
  readonly challenger: VersionId | null
  /** number of moves: it tells a reader that an alias was moved, even to its present version */
  readonly moves: number
}

export interface MoveRequest {
  readonly store: Store
  readonly alias: Alias
  /** null removes the challenger; the champion cannot be removed */
  readonly to: VersionId | null
  /** who moves it, and why: stored in the history */
  readonly by: Person
  readonly reason: string
  readonly clock: Clock
  /** present when the move goes back to a version that has served before */
  readonly act?: 'rollback'
  /** the present version of the alias, as the caller knows it: if it differs, the move fails. Omitted = no check */
  readonly expected?: VersionId | null
  /** called before the move takes effect, under the lock; if it fails, there is no move */
  readonly record?: (move: Move, next: AliasesDocument) => Promise<void>
}

const aliasesSchema = z.object({
  format: z.literal(1),
  champion: versionIdSchema.nullable(),
  challenger: versionIdSchema.nullable(),
  moves: z.number().int().nonnegative(),
})

export type AliasesDocument = Readonly<z.infer<typeof aliasesSchema>>

/** The present versions of the aliases; `MOVES` is their history. Null = there is no document: nothing was moved yet, or it was lost. */
export const ALIASES: DocumentKind<AliasesDocument | null> = {
  name: 'aliases',
  schema: aliasesSchema,
  initial: null,
  ifDamaged: { do: 'restore-or-promote' },
}

const UNMOVED: AliasesDocument = { format: 1, champion: null, challenger: null, moves: 0 }

/**
 * The present versions of the aliases; null before the first move. Where the document was lost, the moves on record tell them. Where it
 * says something else than they do, it is damaged: a version that nobody promoted must not serve.
 *
 * @throws {KnowledgeError} DOCUMENT_DAMAGED, LOG_DAMAGED, DATA_FOLDER_UNUSABLE when this user may not read them
 */
export async function readAliases(store: Store): Promise<Aliases> {
  const stored = await store.document(ALIASES).read()
  if (stored !== null) await refuseUnlikeMoves(store, stored)
  const { champion, challenger, moves } = stored ?? (await aliasesOnRecord(store))
  return { champion, challenger, moves }
}

async function refuseUnlikeMoves(store: Store, { champion, challenger, moves }: AliasesDocument): Promise<void> {
  const recorded = await recordedMoves(store).catch((error: unknown) => {
    // What serves goes on serving without the record; whoever needs the record is told.
    if (errorCode(error) === 'LOG_DAMAGED') return []
    throw error
  })
  if (!recorded.some(({ move }) => move === moves)) return
  const told = afterMoves(recorded.filter(({ move }) => move <= moves))
  if (told.champion === champion && told.challenger === challenger) return
  throw new KnowledgeError(
    'DOCUMENT_DAMAGED',
    { what: 'document', file: ALIASES.name, fault: { what: 'unlike-moves' } },
    ALIASES.ifDamaged,
  )
}

/**
 * Writes a lost document anew, from the moves on record.
 *
 * @returns null, with nothing changed, when there is a document or no move on record
 */
export async function restoreAliases(store: Store): Promise<Aliases | null> {
  return store.document(ALIASES).update(async (current) => {
    if (current !== null) return { next: current, outcome: null }
    const next = await aliasesOnRecord(store)
    return next.moves === 0 ? { next: current, outcome: null } : { next, outcome: next }
  })
}

function afterMoves(moves: readonly Move[]): AliasesDocument {
  let aliases = UNMOVED
  for (const { alias, to, move } of moves) aliases = { ...aliases, [alias]: to, moves: move }
  return aliases
}

/** The document exists before the first move is recorded: a move on record without it took effect, as far as anybody knows. */
async function aliasesOnRecord(store: Store): Promise<AliasesDocument> {
  return afterMoves(await recordedMoves(store))
}

/**
 * Points an alias at another version, atomically and across processes, and records the move. The record is written first: a
 * move without a record is worse than the record of a move that a crash prevented, which `readMoves` leaves out.
 *
 * @throws {KnowledgeError} VERSION_UNKNOWN naming the existing versions, VERSION_DAMAGED, BAD_INPUT, DATA_FOLDER_BUSY, DISK_FULL,
 * CHAMPION_MOVED when the alias does not have the expected version, and any error of `record`
 */
export async function moveAlias(request: MoveRequest): Promise<Aliases> {
  const { store, alias, to, by, reason, clock, act } = request
  if (to === null && alias === 'champion') {
    throw new KnowledgeError('BAD_INPUT', { what: 'champion-needed' }, { do: 'name-serving-version' })
  }
  if (to !== null) await checkVersion(store, to)
  const document = store.document(ALIASES)
  await document.update(async (current) => ({ next: current ?? (await aliasesOnRecord(store)), outcome: null }))
  const moved = await document.update(
    async (current) => {
      const { champion, challenger, moves: counted } = current ?? UNMOVED
      const before = { champion, challenger }
      if (request.expected !== undefined && before[alias] !== request.expected)
        throw movedMeanwhile(alias, before[alias])
      const moves = counted + 1
      const after: Aliases = { ...before, [alias]: to, moves }
      const at = clock.now().toISOString()
      const about = { move: moves, at, alias, from: before[alias], to, ...storedBy(by), reason }
      const move: Move = { ...about, ...(act === undefined ? {} : { act }) }
      return { next: { format: 1, ...after }, outcome: { after, move } }
    },
    async ({ move }, next, lock) => {
      if (next !== null) await request.record?.(move, next)
      await appendMove(store, lock, move)
    },
  )
  return moved.after
}

function movedMeanwhile(alias: Alias, now: VersionId | null): KnowledgeError {
  return new KnowledgeError('CHAMPION_MOVED', { alias, version: now }, { do: 'look-and-decide-again' })
}
