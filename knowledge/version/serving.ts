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
  /** Loads a version completely, or throws. */
  readonly open: (id: VersionId) => Promise<T>
  /** Frees what `open` loaded; called when the last turn on it has ended. */
  readonly close?: (value: T) => Promise<void>
  readonly logger: Logger
  /** interval of reading the aliases; they are polled, because watching files does not work on every mount */
  readonly pollMs?: number
  /** delay of the first retry of a champion that did not open */
  readonly retryMs?: number
}

/** The loaded champion; it is replaced between turns whenever the alias moves. */
export interface Serving<T> {
  /** The version that serves now. Do not use it for turns: it may be closed before an asynchronous use of it ends. */
  current(): { readonly id: VersionId; readonly value: T }
  /** Runs a turn on the version that serves at its start; that version stays open until the turn has ended. */
  use<R>(turn: (value: T, id: VersionId) => Promise<R>): Promise<R>
  /** Stops following the alias, waits for running turns, and closes the version. */
  stop(): Promise<void>
}

/**
 * Opens the champion and follows its alias. If a new champion cannot be opened, the old one keeps serving: the failure is logged
 * once, and opening is retried when the alias moves, and otherwise at growing intervals.
 *
 * @throws {KnowledgeError} NO_CHAMPION, or any error of `open` for the first champion
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
    // The alias moved while this version loaded: it never serves, and the next look opens the newer one.
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
      // The aliases cannot be read: treated like a version that does not open.
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
