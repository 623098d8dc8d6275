import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import { KnowledgeError } from '../errors.js'
import type { DataFolder } from './data-folder.js'
import { systemCode } from './durable-file.js'

/** A holder that has not renewed its lock for so long is taken for dead. */
const STALE_MS = 10_000
const RENEW_MS = 1_000
const RETRY_MS = 100
/** On top of the time after which a holder is taken for dead: how long its lock may still be in the way. */
const STALE_GRACE_MS = 5_000

/**
 * `short`: the holder is about to finish, wait for it. `long`: a holder that is seen alive is not waited for, a dead one is
 * outlived. `standby`: nothing is waited for, the caller comes again.
 */
export type LockedWork = 'short' | 'long' | 'standby'

/** A lock while it is held. */
export interface HeldLock {
  /** @throws {KnowledgeError} DATA_FOLDER_BUSY when the lock was lost meanwhile (the machine slept, say) */
  assertHeld(): void
}

/**
 * Runs `work` while no other process, and nothing else in this one, holds the lock `name` of the data folder.
 *
 * @throws {KnowledgeError} DATA_FOLDER_BUSY when another holds it
 */
export async function withFolderLock<T>(
  folder: Pick<DataFolder, 'locksFolder'>,
  name: string,
  kind: LockedWork,
  work: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  const path = join(folder.locksFolder, name)
  let lost = false
  const release = await acquireLock(path, kind, () => {
    lost = true
  })
  const assertHeld = () => {
    if (lost) throw busy(path)
  }
  try {
    return await work({ assertHeld })
  } finally {
    if (!lost) await release()
  }
}

/**
 * Takes the lock `path` and holds it, renewing it, until what it gives back is called.
 *
 * @param onLost called when the lock was lost meanwhile (the machine slept, say)
 * @param staleMs a holder that has not renewed its lock for so long is taken for dead; at least 2,000
 * @throws {KnowledgeError} DATA_FOLDER_BUSY when another holds it
 */
export async function acquireLock(
  path: string,
  kind: LockedWork,
  onLost: () => void,
  staleMs = STALE_MS,
): Promise<() => Promise<void>> {
  const lockfilePath = `${path}.lock`
  const firstSeen = await renewedAt(lockfilePath)
  const giveUpAt = performance.now() + staleMs + STALE_GRACE_MS
  for (;;) {
    try {
      return await lockfile.lock(path, {
        lockfilePath,
        realpath: false,
        stale: staleMs,
        update: RENEW_MS,
        onCompromised: onLost,
      })
    } catch (error) {
      if (systemCode(error) !== 'ELOCKED') throw error
      if (kind === 'standby') throw busy(path)
    }
    const seen = await renewedAt(lockfilePath)
    const alive = seen !== null && seen !== firstSeen
    if ((alive && kind === 'long') || performance.now() > giveUpAt) throw busy(path)
    await sleep(RETRY_MS)
  }
}

async function renewedAt(lockfilePath: string): Promise<number | null> {
  const found = await stat(lockfilePath).catch(() => null)
  return found === null ? null : found.mtimeMs
}

function busy(path: string): KnowledgeError {
  return new KnowledgeError(
    'DATA_FOLDER_BUSY',
    `another process is at work here (it holds ${path}.lock)`,
    'wait until it has finished and run the same command again',
  )
}
