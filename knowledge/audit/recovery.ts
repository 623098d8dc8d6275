import type { AuditEntry } from './audit-entry.js'

/** A person let the log continue after its end, or a link of it, was lost. */
export interface Recovery {
  /** number of its own entry */
  readonly entry: number
  readonly at: string
  readonly by: string
  readonly reason: string
  /** number of entries that are known to have been written and follow no more */
  readonly lost: number
  /** number of lines before it that are in the file and no part of the chain */
  readonly passed: number
}

/** What a recovery's entry says; null for any other entry. */
export function recoveryIn({ entry, at, event, by, details }: AuditEntry): Recovery | null {
  const { reason, lost, passed } = details
  if (event !== 'recovery' || by === null || typeof reason !== 'string') return null
  return typeof lost === 'number' && typeof passed === 'number' ? { entry, at, by, reason, lost, passed } : null
}
