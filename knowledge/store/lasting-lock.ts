import { setTimeout as sleep } from 'node:timers/promises'
import { acquireLock } from './folder-lock.js'
import type { AcquiredLock, LostLock } from './lock.js'

/** Interval of attempts to get a lost lock back. */
const RETAKE_MS = 1_000

export interface LastingLockOptions {
  /** see `acquireLock` */
  readonly path: string
  readonly staleMs: number
  /** called when the lock was lost, and again when another process took it, or its folder was removed, since */
  readonly onLost: (loss: LostLock) => void
  /** called once the lock is reacquired, before it counts as held again */
  readonly onRetaken: () => Promise<void>
}

/**
 * Acquires a lock for as long as the process runs. A lost lock is reacquired once its new holder has released it or died.
 *
 * @throws {KnowledgeError} DATA_FOLDER_BUSY when another process holds it now
 */
export async function acquireLastingLock({
  path,
  staleMs,
  onLost,
  onRetaken,
}: LastingLockOptions): Promise<AcquiredLock> {
  const releasing = new AbortController()
  let retaking: Promise<void> = Promise.resolve()

  const lost = (loss: LostLock) => {
    if (releasing.signal.aborted) return
    onLost(loss)
    retaking = retake(loss)
  }
  async function retake(told: LostLock): Promise<void> {
    let last = told
    for (;;) {
      await sleep(RETAKE_MS, undefined, { signal: releasing.signal, ref: false }).catch(() => {})
      if (releasing.signal.aborted) return
      // The lock is held, or its folder is unavailable for now: try again later.
      const again = await acquireLock(path, 'standby', lost, staleMs).catch(() => null)
      if (again === null) {
        const loss = lock.loss() ?? last
        // A lock that only lapsed is back in a moment.
        if (loss !== last && loss !== 'lapsed') onLost(loss)
        last = loss
        continue
      }
      await onRetaken()
      lock = again
      return
    }
  }

  let lock = await acquireLock(path, 'long', lost, staleMs)
  return {
    isHeld: () => lock.isHeld(),
    loss: () => lock.loss(),
    async release() {
      releasing.abort()
      await retaking
      await lock.release()
    },
  }
}
