/**
 * `short`: the holder will soon finish; wait for it. `long`: do not wait for a live holder, but until a dead one's lock expires.
 * `standby`: do not wait at all; the caller retries.
 */
export type LockedWork = 'short' | 'long' | 'standby'

/** A lock while work runs under it. */
export interface HeldLock {
  readonly name: string
  /** @throws {KnowledgeError} DATA_FOLDER_BUSY when the lock was lost meanwhile (e.g. the machine slept) */
  assertHeld(): void
}

/** A lock that is held until it is released, or until another process considers this one dead. */
export interface AcquiredLock {
  /** whether nobody has taken it over; checked at every call */
  isHeld(): boolean
  /** never touches the lock of a process that has taken over */
  release(): Promise<void>
}

export interface Acquiring {
  readonly kind: LockedWork
  /** called within a second or two after the lock was lost (e.g. the machine slept) */
  readonly onLost?: () => void
  /** a holder that has not renewed its lock for this time is considered dead; at least 2,000, default 10,000 */
  readonly staleMs?: number
}
