import { readdir, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import type { DataFolder } from '../../knowledge/store/data-folder.js'

/** As if the time had passed after which a dead holder's lock counts no more. */
export async function ageLocks({ locksFolder }: Pick<DataFolder, 'locksFolder'>): Promise<void> {
  const longAgo = new Date(Date.now() - 120_000)
  for (const name of await readdir(locksFolder)) {
    if (name.endsWith('.lock')) await utimes(join(locksFolder, name), longAgo, longAgo)
  }
}
