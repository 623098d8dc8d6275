/**
 * `short`: the holder is about to finish, wait for it. `long`: a holder that is seen alive is not waited for, a dead one is
 * outlived. `standby`: nothing is waited for, the caller comes again.
 */
export type LockedWork = 'short' | 'long' | 'standby'

/** A lock while work runs under it. */
export interface HeldLock {
  readonly name: string
  /** @throws {KnowledgeError} DATA_FOLDER_BUSY when the lock was lost meanwhile (the machine slept, say) */
  assertHeld(): void
}

/** A lock that is held until it is released, or until another process takes this one for dead. */
export interface AcquiredLock {
  /** whether nobody has taken it over, looked up at this moment */
  isHeld(): boolean
  /** never touches the lock of who has taken over */
  release(): Promise<void>
}

export interface Acquiring {
  readonly kind: LockedWork
  /** called within a second or two after the lock was lost (the machine slept, say) */
  readonly onLost?: () => void
  /** a holder that has not renewed its lock for so long is taken for dead; at least 2,000, default 10,000 */
  readonly staleMs?: number
}
