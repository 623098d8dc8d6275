import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import { type Person, storedBy } from '../person.js'
import type { Clock } from '../ports.js'
import type { Journal, JournalKind } from '../store/journal.js'
import type { Store } from '../store/store.js'
import {
  type AuditEntry,
  type AuditEvent,
  CHAIN_START,
  readEntry,
  sealEntry,
  type UnsealedEntry,
} from './audit-entry.js'

/** The hash chain of all acts on the knowledge base. */
export const AUDIT: JournalKind = { name: 'audit', lock: 'audit' }

/** What somebody did. */
export interface Act {
  readonly event: AuditEvent
  /** null = nobody in particular: a part of Ventanilla acted as a consequence of somebody else's act */
  readonly by: Person | null
  readonly details: UnsealedEntry['details']
}

const headSchema = z.object({ entry: z.number().int().positive(), hash: z.string(), latestAt: z.iso.datetime() })

/** The last entry known to be on the disk. It is stored beside the log, so that a truncated log is detected. */
export type AuditHead = Readonly<z.infer<typeof headSchema>>

/**
 * Appends an act to the chain. Several processes may do so; the entry is on the disk before this resolves.
 *
 * @throws {KnowledgeError} LOG_DAMAGED when the log's end cannot be continued, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function recordAct(store: Store, act: Act, clock: Clock): Promise<AuditEntry> {
  const journal = store.journal(AUDIT)
  return store.locked(AUDIT.lock, 'short', async (lock) => {
    const { entry } = await journal.append(lock, async (last) => {
      const entry = nextEntry(act, lastEntry(last, journal), await readHead(journal), clock.now())
      return { line: JSON.stringify(entry), head: headOf(entry), entry }
    })
    return entry
  })
}

/** @returns null when nothing has been recorded, or the head is missing */
export async function readHead(journal: Journal): Promise<AuditHead | null> {
  try {
    const head = await journal.head()
    return head === null ? null : headSchema.parse(JSON.parse(head))
  } catch (cause) {
    throw new KnowledgeError(
      'LOG_DAMAGED',
      { what: 'file', file: journal.headPlace },
      { do: 'restore-file' },
      { cause },
    )
  }
}

function headOf({ entry, hash, at, clockBehindMs = 0 }: AuditEntry): string {
  const latestAt = new Date(Date.parse(at) + clockBehindMs).toISOString()
  return JSON.stringify({ entry, hash, latestAt })
}

/** Time never runs backwards in the chain: if the clock was set back, the entry records by how much. */
function nextEntry(act: Act, last: AuditEntry | null, head: AuditHead | null, now: Date): AuditEntry {
  const latestMs = last === null ? 0 : Math.max(latestTimeOf(last), head === null ? 0 : Date.parse(head.latestAt))
  const behindMs = latestMs - now.getTime()
  return sealEntry({
    entry: (last?.entry ?? 0) + 1,
    at: now.toISOString(),
    ...(behindMs > 0 ? { clockBehindMs: behindMs } : {}),
    event: act.event,
    ...(act.by === null ? { by: null } : storedBy(act.by)),
    details: act.details,
    previous: last?.hash ?? CHAIN_START,
  })
}

function latestTimeOf({ at, clockBehindMs = 0 }: AuditEntry): number {
  return Date.parse(at) + clockBehindMs
}

function lastEntry(line: string | null, { place }: Journal): AuditEntry | null {
  const entry = line === null ? null : readEntry(line)
  if (line === null || entry !== null) return entry
  throw new KnowledgeError('LOG_DAMAGED', { what: 'end', file: place }, { do: 'find-damage-in-audit' })
}
