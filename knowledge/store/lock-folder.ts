import fs, { type NoParamCallback, type PathLike } from 'node:fs'

/** The folder that represents a lock, as long as this process created it. */
export interface LockFolder {
  /** file system for proper-lockfile, which would remove any folder at the path; this one only removes ours */
  readonly fs: object
  /** Whether nobody has taken the lock over; checked on the disk at every call. */
  isOurs(): boolean
}

/**
 * A lock is held by renewing the modification time of its folder. Another process takes it over two seconds after the last renewal at
 * the earliest. So the lock is ours while that time is, to the second, the last one set here.
 */
export function lockFolder(path: string): LockFolder {
  let made = false
  let renewals: readonly number[] = []

  const isOurs = () => {
    const found = fs.statSync(path, { throwIfNoEntry: false })
    return made && found !== undefined && renewals.includes(second(found.mtime))
  }
  const mayRemove = () => !made || renewals.length === 0 || isOurs()

  return {
    isOurs,
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
