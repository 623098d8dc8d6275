import { errorCode, KnowledgeError } from '../errors.js'
import type { Logger } from '../ports.js'
import { poll } from '../store/poll.js'
import type { Store } from '../store/store.js'
import type { VersionId } from '../version-id.js'
import { readAliases } from './aliases.js'
import { newLease } from './lease.js'

const POLL_MS = 250
const RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000

export interface ServingRequest<T> {
  readonly store: Store
  /** Loads a version, whole or not at all. */
  readonly open: (id: VersionId) => Promise<T>
  /** Frees what `open` loaded; called when the last turn on it has ended. */
  readonly close?: (value: T) => Promise<void>
  readonly logger: Logger
  /** how often the alias file is looked at; it is read, not watched: watching does not work on every mount */
  readonly pollMs?: number
  /** how soon a champion that did not open is tried again, for the first time */
  readonly retryMs?: number
}

/** The champion, kept loaded and exchanged between turns whenever its alias moves. */
export interface Serving<T> {
  /** What serves now. For a look, not for a turn: it may be closed before a promise that used it settles. */
  current(): { readonly id: VersionId; readonly value: T }
  /** Runs a turn on the version that serves at its start; that version stays open until the turn has ended. */
  use<R>(turn: (value: T, id: VersionId) => Promise<R>): Promise<R>
  /** Stops looking for another champion, waits for the turns under way, closes what is open. */
  stop(): Promise<void>
}

/**
 * Opens the champion and follows its alias. A new champion that cannot be opened leaves the old one serving: the failure is
 * logged once, and tried again when the alias moves or, ever less often, in case its cause has passed.
 *
 * @throws {KnowledgeError} NO_CHAMPION, or whatever `open` throws for the first champion
 */
export async function startServing<T>(request: ServingRequest<T>): Promise<Serving<T>> {
  const { store, open, close = async () => {}, logger, pollMs = POLL_MS, retryMs = RETRY_MS } = request
  const aliases = await readAliases(store)
  if (aliases.champion === null) {
    throw new KnowledgeError('NO_CHAMPION', { what: 'none' }, { do: 'promote-one-listed' })
  }
  let lease = newLease(aliases.champion, await open(aliases.champion), close)
  let seenMoves = aliases.moves
  let failure: Failure | null = null
  let stopped = false

  async function look(): Promise<void> {
    const { champion, moves } = await readAliases(store)
    const moved = moves !== seenMoves
    if (!moved && (failure === null || performance.now() < failure.retryAt)) return
    if (champion === null || champion === lease.id) {
      seenMoves = moves
      failure = null
      return
    }
    try {
      await swapTo(champion)
      failure = null
    } catch (error) {
      failure = failed(champion, error, moved ? null : failure)
    }
    seenMoves = moves
  }

  async function swapTo(id: VersionId): Promise<void> {
    const next = newLease(id, await open(id), close)
    const wanted = await readAliases(store).then(
      ({ champion }) => champion,
      () => id,
    )
    // Moved on while it loaded: the next look takes the newer one, this one never serves.
    if (stopped || wanted !== id) return next.retire()
    const old = lease
    lease = next
    logger.info({ from: old.id, to: id }, 'champion swapped')
    old.retire().catch((error: unknown) => logger.error({ version: old.id, err: error }, 'old champion did not close'))
  }

  function failed(champion: VersionId | null, error: unknown, earlier: Failure | null): Failure {
    const waitMs = earlier === null ? retryMs : Math.min(earlier.waitMs * 2, LONGEST_RETRY_MS)
    if (earlier === null) {
      const fields = { version: champion, serving: lease.id, code: errorCode(error), err: error }
      logger.error(fields, 'new champion refused, the old one keeps serving')
    }
    return { waitMs, retryAt: performance.now() + waitMs }
  }

  const polling = poll(async () => {
    try {
      await look()
    } catch (error) {
      // The alias file itself cannot be read: the same treatment, as it names no version.
      if (failure === null || performance.now() >= failure.retryAt) failure = failed(null, error, failure)
    }
  }, pollMs)

  return {
    current: () => ({ id: lease.id, value: lease.value }),
    use: (turn) => lease.use(turn),
    async stop() {
      stopped = true
      await polling.stop()
      await lease.retire()
    },
  }
}

interface Failure {
  readonly waitMs: number
  readonly retryAt: number
}
