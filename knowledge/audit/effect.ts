import { z } from 'zod'
import { sha256, sha256Schema } from '../basics/sha256.js'
import { errorCode } from '../errors.js'
import { canonicalJson } from '../store/canonical-json.js'
import type { DocumentKind } from '../store/document.js'
import type { Store } from '../store/store.js'
import { SEAL } from '../store/versions.js'
import { versionIdSchema } from '../version-id.js'

/** What an act makes of the store. The record precedes it, and this tells afterwards whether it came. */
export const effectSchema = z.union([
  /** the document's contents, by the hash of their canonical JSON */
  z.strictObject({ document: z.string(), sha256: sha256Schema }),
  /** a version that appears */
  z.strictObject({ version: versionIdSchema }),
])
export type Effect = Readonly<z.infer<typeof effectSchema>>

/** @param next the contents that the document shall have */
export function documentEffect({ name }: { readonly name: string }, next: unknown): Effect {
  return { document: name, sha256: sha256(canonicalJson(next)) }
}

/** Whether two effects exclude each other: only one process at a time makes either. */
export function onTheSame(a: Effect, b: Effect): boolean {
  return 'document' in a ? 'document' in b && a.document === b.document : 'version' in b
}

/** Whether the store is as the act wanted it; null where that cannot be read now. */
export async function isInEffect(store: Store, effect: Effect): Promise<boolean | null> {
  try {
    if ('version' in effect) return (await store.versions.files(effect.version).size(SEAL)) !== null
    const found = await store.document(asStored(effect.document)).read()
    return sha256(canonicalJson(found)) === effect.sha256
  } catch (error) {
    if (errorCode(error) !== null) return null
    throw error
  }
}

/** Whatever the document holds: what it means does not matter here. */
function asStored(name: string): DocumentKind<unknown> {
  return { name, schema: z.unknown(), initial: null, ifDamaged: { do: 'restore-file' } }
}
