import { errorCode } from '../errors.js'
import { systemCode } from './durable-file.js'
import type { ShelfKind } from './shelf.js'
import type { Store } from './store.js'

/** Results computed from logs and journals, stored to save computing them again. Everything here may be deleted at any time. */
export const PROJECTIONS: ShelfKind = { name: 'projections' }

/** Held while a projection is written. */
const LOCK = 'projections'

/**
 * Replaces or removes a projection.
 *
 * @param content of the file; null = it is removed, undefined = it stays as it is
 * @throws {KnowledgeError} DATA_FOLDER_BUSY, DISK_FULL
 */
export function writeProjection(
  store: Store,
  name: string,
  content: () => Promise<string | Uint8Array | null | undefined>,
  kind: 'short' | 'standby' = 'short',
): Promise<void> {
  return store.locked(LOCK, kind, async () => {
    const shelf = store.shelf(PROJECTIONS)
    await shelf.clearLeftovers()
    const next = await content()
    if (next === null) await shelf.remove(name)
    else if (next !== undefined) await shelf.write(name, next)
  })
}

/** Stores a projection if that is possible now: while another process writes, the disk is full or read-only, nothing happens. */
export async function keepProjection(
  store: Store,
  name: string,
  content: () => Promise<string | Uint8Array | undefined>,
): Promise<void> {
  await writeProjection(store, name, content, 'standby').catch((error: unknown) => {
    if (errorCode(error) === null && systemCode(error) === null) throw error
  })
}

/** @returns null when it is not stored, or cannot be read */
export async function readProjection(store: Store, name: string): Promise<Buffer | null> {
  return store
    .shelf(PROJECTIONS)
    .read(name)
    .catch((error: unknown) => {
      if (errorCode(error) === null && systemCode(error) === null) throw error
      return null
    })
}
