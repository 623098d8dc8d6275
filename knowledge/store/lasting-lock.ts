import { setTimeout as sleep } from 'node:timers/promises'
import { acquireLock } from './folder-lock.js'
import type { AcquiredLock } from './lock.js'

/** How soon a lock that was lost is asked for again. */
const RETAKE_MS = 1_000

export interface LastingLockOptions {
  /** see `acquireLock` */
  readonly path: string
  readonly staleMs: number
  /** another process has taken this one for dead (the machine slept, say) */
  readonly onLost: () => void
  /** nobody holds it any more: called before it counts as held again */
  readonly onRetaken: () => Promise<void>
}

/**
 * Takes a lock for as long as a process runs: one that was lost is taken back once its new holder has let go of it or died.
 *
 * @throws {KnowledgeError} DATA_FOLDER_BUSY when another holds it now
 */
export async function acquireLastingLock({
  path,
  staleMs,
  onLost,
  onRetaken,
}: LastingLockOptions): Promise<AcquiredLock> {
  const releasing = new AbortController()
  let retaking: Promise<void> = Promise.resolve()

  const lost = () => {
    if (releasing.signal.aborted) return
    onLost()
    retaking = retake()
  }
  async function retake(): Promise<void> {
    for (;;) {
      await sleep(RETAKE_MS, undefined, { signal: releasing.signal, ref: false }).catch(() => {})
      if (releasing.signal.aborted) return
      // Held, or its folder is not to be had for now: either passes.
      const again = await acquireLock(path, 'standby', lost, staleMs).catch(() => null)
      if (again === null) continue
      await onRetaken()
      lock = again
      return
    }
  }

  let lock = await acquireLock(path, 'long', lost, staleMs)
  return {
    isHeld: () => lock.isHeld(),
    async release() {
      releasing.abort()
      await retaking
      await lock.release()
    },
  }
}
