import { stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import lockfile from 'proper-lockfile'
import { KnowledgeError } from '../errors.js'
import { fileFailureOr, systemCode } from './durable-file.js'
import type { AcquiredLock, HeldLock, LockedWork, LostLock } from './lock.js'
import { lockFolder } from './lock-folder.js'
import { lostLock } from './lost-lock.js'

/** A holder that has not renewed its lock for this time is considered dead. */
const STALE_MS = 10_000
const RENEW_MS = 1_000
const RETRY_MS = 100
/** How long to keep trying, after a holder would be considered dead. */
const STALE_GRACE_MS = 5_000
/** How long, beyond the stale time, a lock must be unchanged to count as a dead holder's, whatever its file time. */
const STILL_GRACE_MS = 2_000
const LONG_AGO = new Date(0)

/**
 * Runs `work` while no other process, and nothing else in this one, holds the lock `name` of that folder.
 *
 * @throws {KnowledgeError} DATA_FOLDER_BUSY when another process holds it, DATA_FOLDER_UNUSABLE when the folder was removed meanwhile
 */
export async function withFolderLock<T>(
  locksFolder: string,
  name: string,
  kind: LockedWork,
  work: (lock: HeldLock) => Promise<T>,
): Promise<T> {
  const path = join(locksFolder, name)
  const lock = await acquireLock(path, kind)
  const assertHeld = () => {
    const loss = lock.loss()
    if (loss !== null) throw loss === 'taken-over' ? busy(path) : lostLock(loss, locksFolder)
  }
  try {
    return await work({ name, assertHeld })
  } finally {
    await lock.release()
  }
}

/**
 * Acquires the lock `path` and renews it until it is released.
 *
 * @param onLost called within a second or two after the lock was lost
 * @param staleMs a holder that has not renewed its lock for this time is considered dead; at least 2,000
 * @throws {KnowledgeError} DATA_FOLDER_BUSY when another process holds it
 */
export async function acquireLock(
  path: string,
  kind: LockedWork,
  onLost: (loss: LostLock) => void = () => {},
  staleMs = STALE_MS,
): Promise<AcquiredLock> {
  const lockfilePath = `${path}.lock`
  const folder = lockFolder(lockfilePath)
  let lost = false
  const firstSeen = await renewedAt(lockfilePath)
  const giveUpAt = performance.now() + staleMs + STALE_GRACE_MS
  for (;;) {
    try {
      const release = await lockfile.lock(path, {
        fs: folder.fs,
        lockfilePath,
        realpath: false,
        stale: staleMs,
        update: RENEW_MS,
        onCompromised: () => {
          lost = true
          onLost(folder.loss() ?? 'lapsed')
        },
      })
      looks.delete(lockfilePath)
      const loss = () => folder.loss() ?? (lost ? 'lapsed' : null)
      return {
        isHeld: () => loss() === null,
        loss,
        release: async () => {
          if (!lost) await release()
        },
      }
    } catch (error) {
      if (systemCode(error) !== 'ELOCKED') throw fileFailureOr(error, lockfilePath)
    }
    const seen = await renewedAt(lockfilePath)
    // The holder died and the clock was set back since: by its file time, the lock would block until the clock catches up.
    if (standsStillMs(lockfilePath, seen) > staleMs + STILL_GRACE_MS) {
      await utimes(lockfilePath, LONG_AGO, LONG_AGO).catch(() => {})
    }
    if (kind === 'standby') throw busy(path)
    const alive = seen !== null && seen !== firstSeen
    if ((alive && kind === 'long') || performance.now() > giveUpAt) throw busy(path)
    await sleep(RETRY_MS)
  }
}

interface Look {
  readonly renewedAt: number
  readonly sinceMs: number
}

/** Other holders' locks as this process saw them last; a standby caller retries many times. */
const looks = new Map<string, Look>()

/** For how long this process has seen the lock unchanged. */
function standsStillMs(lockfilePath: string, seen: number | null): number {
  const look = looks.get(lockfilePath)
  if (seen === null) {
    looks.delete(lockfilePath)
    return 0
  }
  if (look?.renewedAt === seen) return performance.now() - look.sinceMs
  looks.set(lockfilePath, { renewedAt: seen, sinceMs: performance.now() })
  return 0
}

async function renewedAt(lockfilePath: string): Promise<number | null> {
  const found = await stat(lockfilePath).catch(() => null)
  return found === null ? null : found.mtimeMs
}

function busy(path: string): KnowledgeError {
  return new KnowledgeError('DATA_FOLDER_BUSY', { what: 'lock', lock: `${path}.lock` }, { do: 'wait-and-repeat' })
}
