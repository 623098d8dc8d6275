import type { Store } from '../store/store.js'
import type { Part } from '../words/error-facts.js'
import { withoutEffect } from './acts-in-effect.js'
import { type AuditEntry, CHAIN_START, readEntry } from './audit-entry.js'
import { AUDIT, type AuditHead, readHead } from './audit-log.js'
import { type Recovery, recoveryIn } from './recovery.js'

export type AuditVerdict =
  | {
      readonly ok: true
      readonly entries: number
      /** hash of the last entry: noted elsewhere, it later proves that nothing was removed or rewritten */
      readonly head: string | null
      /** entries made while the clock was behind */
      readonly clockSetBack: readonly number[]
      /** entries whose act did not take effect: it failed or was cut off */
      readonly withoutEffect: readonly number[]
      /** where people let the log continue after its end was lost */
      readonly recoveries: readonly Recovery[]
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
 * entry. The log must not end before the last entry known to have been written. A recovery passes over the lines that it names.
 *
 * @param noted hash of an entry that was noted elsewhere and must still exist; null = none
 */
export async function verifyAudit(store: Store, noted: string | null = null): Promise<AuditVerdict> {
  // Read first: entries appended meanwhile make the log longer than its head says, never shorter.
  const journal = store.journal(AUDIT)
  const head = await readHead(journal)
  const chain = followChain(await journal.lines())
  if (chain.fault !== null) return broken(chain.entries.length + 1, chain.fault)
  const fault = endFault(head, chain.entries)
  if (fault !== null) return broken(fault.at, fault.found)
  if (noted !== null && !chain.entries.some(({ hash }) => hash === noted)) {
    return { ...broken(1, { what: 'audit-noted-missing' }), kind: 'noted-missing' }
  }
  return {
    ok: true,
    entries: chain.entries.length,
    head: chain.entries.at(-1)?.hash ?? null,
    clockSetBack: chain.entries.flatMap(({ entry, clockBehindMs }) => (clockBehindMs === undefined ? [] : entry)),
    withoutEffect: [...(await withoutEffect(store, chain.entries, head))].sort((a, b) => a - b),
    recoveries: chain.entries.flatMap((entry) => recoveryIn(entry) ?? []),
  }
}

interface Chain {
  /** up to the fault */
  readonly entries: readonly AuditEntry[]
  readonly fault: AuditFault | null
  /** number of lines that the entries take up, with those that recoveries passed over */
  readonly lines: number
}

export function followChain(lines: readonly string[]): Chain {
  const entries: AuditEntry[] = []
  for (let i = 0; i < lines.length; i++) {
    const last = entries.at(-1) ?? null
    const entry = readEntry(lines[i] ?? '')
    const fault = linkFault(entry, last)
    if (entry !== null && fault === null) {
      entries.push(entry)
      continue
    }
    const at = recoveryAfter(lines, i, last)
    if (at === null) return { entries, fault, lines: i }
    i = at - 1
  }
  return { entries, fault: null, lines: lines.length }
}

/** Index of the line with which a person let the log continue behind the lines from `from` on. */
function recoveryAfter(lines: readonly string[], from: number, last: AuditEntry | null): number | null {
  for (let i = from + 1; i < lines.length; i++) {
    const entry = readEntry(lines[i] ?? '')
    const recovery = entry === null ? null : recoveryIn(entry)
    if (recovery?.passed === i - from && linkFault(entry, last) === null) return i
  }
  return null
}

/** @param entry null = the line is none */
function linkFault(entry: AuditEntry | null, last: AuditEntry | null): AuditFault | null {
  if (entry === null) return { what: 'audit-entry-altered' }
  if (entry.entry !== (last?.entry ?? 0) + 1) return { what: 'audit-entry-misplaced', found: entry.entry }
  return entry.previous === (last?.hash ?? CHAIN_START) ? null : { what: 'audit-entry-unchained' }
}

export function endFault(
  head: AuditHead | null,
  entries: readonly AuditEntry[],
): { readonly at: number; readonly found: AuditFault } | null {
  const count = entries.length
  if (head === null) {
    // A crash may happen between the very first entry and its head.
    if (count <= 1) return null
    return { at: count + 1, found: { what: 'audit-head-gone' } }
  }
  if (count < head.entry) return { at: count + 1, found: { what: 'audit-shortened', entry: head.entry } }
  const isThere = entries[head.entry - 1]?.hash === head.hash
  return isThere ? null : { at: head.entry, found: { what: 'audit-rewritten' } }
}

function broken(number: number, fault: AuditFault) {
  return { ok: false, kind: 'broken', entries: number - 1, firstBroken: number, fault } as const
}
