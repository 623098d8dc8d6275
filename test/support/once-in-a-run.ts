import { existsSync } from 'node:fs'
import { cp, mkdtemp, rename } from 'node:fs/promises'
import { join } from 'node:path'
import lockfile from 'proper-lockfile'
import { inject } from 'vitest'
import { PATIENCE_MS } from './patience.js'
import { temporaryFolder } from './temporary-folder.js'

/** Time limit for making a folder; parallel test files wait for each other. */
const MOST_MS = 3 * PATIENCE_MS

/**
 * A folder for one test with the contents that `make` creates. The first test of the run makes it; every test gets a copy.
 *
 * @param name must cover everything that decides the contents
 */
export async function onceInARun(name: string, make: (folder: string) => Promise<void>): Promise<string> {
  const runFolder = inject('runFolder')
  const made = join(runFolder, name)
  const release = await lockfile.lock(made, {
    realpath: false,
    stale: MOST_MS,
    retries: { retries: MOST_MS / 100, factor: 1, minTimeout: 100, maxTimeout: 100 },
  })
  try {
    if (!existsSync(made)) {
      const fresh = await mkdtemp(join(runFolder, 'fresh-'))
      await make(fresh)
      await rename(fresh, made)
    }
  } finally {
    await release()
  }
  const copy = await temporaryFolder()
  await cp(made, copy, { recursive: true })
  return copy
}
