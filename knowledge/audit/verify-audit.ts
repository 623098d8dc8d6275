import type { Store } from '../store/store.js'
import type { Part } from '../words/error-facts.js'
import { type AuditEntry, CHAIN_START, readEntry } from './audit-entry.js'
import { AUDIT, type AuditHead, readHead } from './audit-log.js'

export type AuditVerdict =
  | {
      readonly ok: true
      readonly entries: number
      /** hash of the last entry: noted elsewhere, it later proves that nothing was removed or rewritten */
      readonly head: string | null
      /** entries made while the clock was behind */
      readonly clockSetBack: readonly number[]
    }
  | {
      readonly ok: false
      /** `noted-missing`: the chain is intact, but does not contain the noted entry */
      readonly kind: 'broken' | 'noted-missing'
      /** valid entries before the break */
      readonly entries: number
      /** number of the first entry that is missing, altered or out of place; 1 where only the noted one is missing */
      readonly firstBroken: number
      /** what is wrong; its words stand with those of failures */
      readonly fault: AuditFault
    }

export type AuditFault = Extract<Part, { readonly what: `audit-${string}` }>

/**
 * Follows the chain from its start. Every line must be an entry whose hash is right and which names the hash of the previous
 * entry. The log must not end before the last entry known to have been written.
 *
 * @param noted hash of an entry that was noted elsewhere and must still exist; null = none
 */
export async function verifyAudit(store: Store, noted: string | null = null): Promise<AuditVerdict> {
  // Read first: entries appended meanwhile make the log longer than its head says, never shorter.
  const journal = store.journal(AUDIT)
  const head = await readHead(journal)
  let last: AuditEntry | null = null
  let atHead: string | null = null
  let seen = noted === null
  const clockSetBack: number[] = []
  for (const line of await journal.lines()) {
    const number: number = (last?.entry ?? 0) + 1
    const entry = readEntry(line)
    if (entry === null) return broken(number, { what: 'audit-entry-altered' })
    if (entry.entry !== number) return broken(number, { what: 'audit-entry-misplaced', found: entry.entry })
    if (entry.previous !== (last?.hash ?? CHAIN_START)) return broken(number, { what: 'audit-entry-unchained' })
    if (entry.clockBehindMs !== undefined) clockSetBack.push(number)
    if (entry.hash === noted) seen = true
    if (number === head?.entry) atHead = entry.hash
    last = entry
  }
  const entries = last?.entry ?? 0
  const fault = endFault(head, entries, atHead)
  if (fault !== null) return broken(fault.at, fault.found)
  if (!seen) return { ...broken(1, { what: 'audit-noted-missing' }), kind: 'noted-missing' }
  return { ok: true, entries, head: last?.hash ?? null, clockSetBack }
}

function endFault(
  head: AuditHead | null,
  entries: number,
  atHead: string | null,
): { readonly at: number; readonly found: AuditFault } | null {
  if (head === null) {
    // A crash may happen between the very first entry and its head.
    if (entries <= 1) return null
    return { at: entries + 1, found: { what: 'audit-head-gone' } }
  }
  if (entries < head.entry) return { at: entries + 1, found: { what: 'audit-shortened', entry: head.entry } }
  return atHead === head.hash ? null : { at: head.entry, found: { what: 'audit-rewritten' } }
}

function broken(number: number, fault: AuditFault) {
  return { ok: false, kind: 'broken', entries: number - 1, firstBroken: number, fault } as const
}
