import { errorCode } from '../errors.js'
import type { Clock, Logger } from '../ports.js'
import type { Document } from '../store/document.js'
import { poll } from '../store/poll.js'
import { type Lease, newLease } from '../version/lease.js'
import type { Serving } from '../version/serving.js'
import type { VersionId } from '../version-id.js'
import { createPins } from './pins.js'
import { isInShare, NO_TRIAL, type RunningTrial, runningTrial, type TrafficPlan } from './plan.js'

const POLL_MS = 250
const RETRY_MS = 30_000

/** A version that answers: the champion of the moment, or one that a conversation stays on. */
export type Lane<T> = Pick<Serving<T>, 'current' | 'use'>

export interface TrafficRequest<T> {
  readonly serving: Lane<T>
  readonly plan: Pick<Document<TrafficPlan>, 'read'>
  /** Loads a version completely, or throws. */
  readonly open: (id: VersionId) => Promise<T>
  /** Frees what `open` loaded; called when the last turn on it has ended. */
  readonly close: (value: T) => Promise<void>
  readonly clock: Clock
  readonly logger: Logger
  /** a conversation that is silent for longer than this counts as new, in milliseconds */
  readonly idleMs: number
  /** most conversations remembered; the one silent for longest is forgotten first */
  readonly mostConversations: number
  /** interval of checks of the plan */
  readonly pollMs?: number
}

/** The champion and, during a trial, the challenger; every conversation is assigned to one of them. */
export interface Traffic<T> {
  /**
   * The version that answers this conversation. It is assigned to a side at its first turn and stays there, even if the trial
   * ends: on the champion's side it follows the champion; on the challenger's side it stays on that version until it ends, falls
   * silent, or that version retreats. Then the champion takes over.
   */
  lane(conversation: string): Lane<T>
  /** The conversation has ended. */
  forget(conversation: string): void
  /** The trial in force: ordered, its champion serving, its challenger loaded. */
  trial(): RunningTrial | null
  /** The challenger of the trial in force, for work that no citizen waits for. */
  challenger(): Lane<T> | null
  /** Takes this trial's challenger out of use at once: its conversations follow the champion. */
  retreat(plan: number): void
  stop(): Promise<void>
}

/**
 * Loads the challenger, if a trial runs, and follows the plan. If a challenger cannot be loaded, or the plan cannot be read, the
 * failure is logged and retried; the champion serves meanwhile.
 */
export async function startTraffic<T>(request: TrafficRequest<T>): Promise<Traffic<T>> {
  const { serving, open, close, clock, logger, pollMs = POLL_MS } = request
  const leases = new Map<VersionId, Lease<T>>()
  const retiring = new Set<Promise<void>>()
  const pins = createPins(request)
  let plan = NO_TRIAL
  let retreated = 0
  let failure: { readonly plan: number; readonly retryAt: number } | null = null
  let planUnreadable = false

  const ordered = (): RunningTrial | null => {
    const trial = runningTrial(plan)
    return trial === null || trial.plan === retreated || trial.champion !== serving.current().id ? null : trial
  }
  const inForce = (): RunningTrial | null => {
    const trial = ordered()
    return trial !== null && leases.has(trial.challenger) ? trial : null
  }

  async function look(): Promise<void> {
    try {
      plan = await request.plan.read()
      planUnreadable = false
    } catch (err) {
      if (!planUnreadable) logger.error({ code: errorCode(err), err }, 'the traffic plan cannot be read')
      planUnreadable = true
    }
    if (plan.state === 'retreated' && plan.challenger !== null) moveToChampion(plan.challenger)
    // Its version was promoted: its conversations follow the champion from now on, also in a rollback.
    moveToChampion(serving.current().id)
    const trial = ordered()
    if (trial !== null) await load(trial)
    for (const id of [...leases.keys()]) {
      if (id !== ordered()?.challenger && !pins.holds(id)) drop(id)
    }
  }

  async function load({ plan: number, challenger }: RunningTrial): Promise<void> {
    const now = clock.now().getTime()
    if (leases.has(challenger) || (failure?.plan === number && now < failure.retryAt)) return
    try {
      leases.set(challenger, newLease(challenger, await open(challenger), close))
      failure = null
      logger.info({ version: challenger, plan: number }, 'challenger loaded')
    } catch (err) {
      const fields = { version: challenger, plan: number, code: errorCode(err), err }
      if (failure?.plan !== number) logger.error(fields, 'challenger refused, the champion serves alone')
      failure = { plan: number, retryAt: now + RETRY_MS }
    }
  }

  function moveToChampion(id: VersionId): void {
    if (!leases.has(id)) return
    pins.release(id)
    drop(id)
  }

  function drop(id: VersionId): void {
    const lease = leases.get(id)
    if (lease === undefined) return
    leases.delete(id)
    const retired = lease.retire().catch((err: unknown) => {
      logger.error({ version: id, err }, 'challenger did not close')
    })
    retiring.add(retired)
    void retired.then(() => retiring.delete(retired))
  }

  function sideOf(conversation: string): VersionId | null {
    return pins.side(conversation, () => {
      const trial = inForce()
      return trial?.kind === 'canary' && isInShare(trial, conversation) ? trial.challenger : null
    })
  }

  await look()
  const polling = poll(look, pollMs)

  return {
    lane(conversation) {
      const side = sideOf(conversation)
      // Resolved at every use: the version may retreat between two steps of a turn.
      const lane = (): Lane<T> => (side === null ? serving : (laneOf(leases.get(side)) ?? serving))
      return { current: () => lane().current(), use: (turn) => lane().use(turn) }
    },
    forget: (conversation) => pins.forget(conversation),
    trial: inForce,
    challenger() {
      const trial = inForce()
      return trial === null ? null : laneOf(leases.get(trial.challenger))
    },
    retreat(number) {
      if (plan.plan !== number || plan.challenger === null) return
      retreated = number
      moveToChampion(plan.challenger)
    },
    async stop() {
      await polling.stop()
      for (const id of [...leases.keys()]) drop(id)
      await Promise.all(retiring)
    },
  }
}

function laneOf<T>(lease: Lease<T> | undefined): Lane<T> | null {
  return lease === undefined ? null : { current: () => ({ id: lease.id, value: lease.value }), use: lease.use }
}
