/**
 * `short`: the holder will soon finish; wait for it. `long`: do not wait for a live holder, but until a dead one's lock expires.
 * `standby`: do not wait at all; the caller retries.
 */
export type LockedWork = 'short' | 'long' | 'standby'

/**
 * Why a lock is no longer held. `taken-over`: another process considered the holder dead. `removed`: the folder that contains the lock is
 * gone. `lapsed`: it was not renewed in time (e.g. the machine slept), and nobody has it.
 */
export type LostLock = 'taken-over' | 'removed' | 'lapsed'

/** A lock while work runs under it. */
export interface HeldLock {
  readonly name: string
  /** @throws {KnowledgeError} DATA_FOLDER_BUSY or DATA_FOLDER_UNUSABLE when the lock was lost meanwhile */
  assertHeld(): void
}

/** A lock that is held until it is released or lost. */
export interface AcquiredLock {
  /** whether it is still held; checked at every call */
  isHeld(): boolean
  /** why it is no longer held; null while it is */
  loss(): LostLock | null
  /** never touches the lock of a process that has taken over */
  release(): Promise<void>
}

export interface Acquiring {
  readonly kind: LockedWork
  /** called within a second or two after the lock was lost */
  readonly onLost?: (loss: LostLock) => void
  /** a holder that has not renewed its lock for this time is considered dead; at least 2,000, default 10,000 */
  readonly staleMs?: number
}
