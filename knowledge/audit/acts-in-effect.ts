import { KnowledgeError } from '../errors.js'
import type { Store } from '../store/store.js'
import type { AuditEntry } from './audit-entry.js'
import { AUDIT, type AuditHead, openActs, readHead } from './audit-log.js'
import { isInEffect } from './effect.js'
import { readAudit } from './read-audit.js'

export interface ListedAct extends AuditEntry {
  /** false for an act that failed, was cut off, or is under way in another process */
  readonly tookEffect: boolean
}

/** The entries as `readAudit`, each with whether its act took effect. */
export async function listActs(store: Store): Promise<readonly ListedAct[]> {
  const entries = await readAudit(store)
  const without = await actsWithoutEffect(store, entries)
  return entries.map((entry) => ({ ...entry, tookEffect: !without.has(entry.entry) }))
}

/** The entries whose act took effect, as `readAudit`. */
export async function readEffectiveAudit(store: Store): Promise<readonly AuditEntry[]> {
  return (await listActs(store)).filter(({ tookEffect }) => tookEffect)
}

/** Numbers of the entries whose act did not take effect. An act under way in another process counts until it has. */
export async function actsWithoutEffect(store: Store, entries: readonly AuditEntry[]): Promise<ReadonlySet<number>> {
  const head = await headOrFault(store)
  return withoutEffect(store, entries, head === 'damaged' ? null : head)
}

/** As `actsWithoutEffect`, for a head that was read before the entries. */
export async function withoutEffect(
  store: Store,
  entries: readonly AuditEntry[],
  head: AuditHead | null,
): Promise<ReadonlySet<number>> {
  const without = new Set<number>()
  for (const { event, details } of entries) {
    if (event === 'no-effect' && typeof details.entry === 'number') without.add(details.entry)
  }
  for (const { entry, effect } of openActs(head, entries.at(-1) ?? null)) {
    if ((await isInEffect(store, effect)) === false) without.add(entry)
  }
  return without
}

export async function headOrFault(store: Store): Promise<AuditHead | null | 'damaged'> {
  return readHead(store.journal(AUDIT)).catch((error: unknown) => {
    if (!(error instanceof KnowledgeError)) throw error
    if (error.code === 'LOG_DAMAGED' || error.facts.what === 'other-kind') return 'damaged'
    throw error
  })
}
