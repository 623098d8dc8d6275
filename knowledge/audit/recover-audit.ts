import { KnowledgeError } from '../errors.js'
import type { Person } from '../person.js'
import type { Clock } from '../ports.js'
import type { Store } from '../store/store.js'
import { headOrFault } from './acts-in-effect.js'
import { readEntry } from './audit-entry.js'
import { AUDIT, headOf, nextEntry } from './audit-log.js'
import { type Recovery, recoveryIn } from './recovery.js'
import { endFault, followChain } from './verify-audit.js'

export interface AuditRecovery {
  /** a named person, and why */
  readonly by: Person
  readonly reason: string
}

/**
 * Lets a log continue whose chain is broken or whose end is lost. Nothing is removed: an entry says for ever who let it continue, and how
 * many entries are lost.
 *
 * @returns null, with nothing changed, when the log is whole
 * @throws {KnowledgeError} DATA_FOLDER_BUSY, DISK_FULL
 */
export async function recoverAudit(
  store: Store,
  { by, reason }: AuditRecovery,
  clock: Clock,
): Promise<Recovery | null> {
  const journal = store.journal(AUDIT)
  return store.locked(AUDIT.lock, 'short', async (lock) => {
    const head = await headOrFault(store)
    const lines = await journal.lines()
    const { entries, fault, lines: followed } = followChain(lines)
    const known = head === 'damaged' ? null : head
    const end = endFault(known, entries)
    if (fault === null && head !== 'damaged' && end === null) return null
    const inLines = Math.max(0, ...lines.flatMap((line) => readEntry(line)?.entry ?? []))
    const passed = lines.length - followed
    const rewritten = end?.found.what === 'audit-rewritten' ? 1 : 0
    const lost = Math.max(known?.entry ?? 0, inLines, entries.length + Math.max(passed, rewritten)) - entries.length
    const details = { reason, lost, passed, headHash: known?.hash ?? null, headEntry: known?.entry ?? null }
    const last = entries.at(-1) ?? null
    const entry = nextEntry({ event: 'recovery', by, details }, last, known, clock.now())
    await journal.append(lock, () => ({ line: JSON.stringify(entry), head: headOf(entry, []) }))
    const recovery = recoveryIn(entry)
    if (recovery !== null) return recovery
    throw new KnowledgeError('BAD_INPUT', { what: 'act-reason-missing' }, { do: 'say-who-and-why' })
  })
}
