import fs, { type NoParamCallback, type PathLike } from 'node:fs'
import { dirname } from 'node:path'
import type { LostLock } from './lock.js'

/** The folder that represents a lock, as long as this process created it. */
export interface LockFolder {
  /** file system for proper-lockfile, which would remove any folder at the path; this one only removes ours */
  readonly fs: object
  /** What happened to the lock, as the disk says at every call; null while it is ours. */
  loss(): LostLock | null
}

/**
 * A lock is held by renewing the modification time of its folder. Another process takes it over two seconds after the last renewal at
 * the earliest. So the lock is ours while that time is, to the second, the last one set here.
 */
export function lockFolder(path: string): LockFolder {
  let made = false
  let renewals: readonly number[] = []

  const loss = () => {
    const found = fs.statSync(path, { throwIfNoEntry: false })
    if (found === undefined) return fs.existsSync(dirname(path)) ? 'lapsed' : 'removed'
    return made && renewals.includes(second(found.mtime)) ? null : 'taken-over'
  }
  const mayRemove = () => !made || renewals.length === 0 || loss() === null

  return {
    loss,
    fs: {
      ...fs,
      mkdir: (folder: PathLike, done: NoParamCallback) =>
        fs.mkdir(folder, (error) => {
          if (error === null) made = true
          done(error)
        }),
      utimes: (folder: PathLike, atime: Date, mtime: Date, done: NoParamCallback) => {
        // Until the call has finished, the folder may still have the previous time.
        renewals = [...renewals.slice(-1), second(mtime)]
        fs.utimes(folder, atime, mtime, done)
      },
      rmdir: (folder: PathLike, done: NoParamCallback) => (mayRemove() ? fs.rmdir(folder, done) : done(null)),
      rmdirSync: (folder: PathLike) => {
        if (mayRemove()) fs.rmdirSync(folder)
      },
    },
  }
}

function second(time: Date): number {
  return Math.floor(time.getTime() / 1_000)
}
