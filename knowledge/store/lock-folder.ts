import fs, { type NoParamCallback, type PathLike } from 'node:fs'

/** The folder that stands for a lock, as long as it is the one that this process made. */
export interface LockFolder {
  /** for proper-lockfile, which removes through it whatever stands at the path: here only what is ours */
  readonly fs: object
  /** Whether nobody has taken the lock over, looked up at this moment. */
  isOurs(): boolean
}

/**
 * A lock is kept by renewing its folder's time of change. Who takes it over does so at least two seconds after the last renewal: it is
 * ours while that time is, to the second, the last one that was set here.
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
        // Until it is done, the folder may have the time before as well.
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
