import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { Store } from '../../knowledge/store/store.js'
import { pathsIn } from './paths-in.js'

/** Ages all locks past the time after which a dead holder's lock is stale. */
export async function ageLocks(store: Pick<Store, 'place'>): Promise<void> {
  const { locksFolder } = pathsIn(store)
  const longAgo = new Date(Date.now() - 120_000)
  for (const name of await readdir(locksFolder)) {
    if (name.endsWith('.lock')) await utimes(join(locksFolder, name), longAgo, longAgo)
  }
}
