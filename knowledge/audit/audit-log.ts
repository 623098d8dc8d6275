import { type FileHandle, open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { KnowledgeError } from '../errors.js'
import { type Person, storedBy } from '../person.js'
import type { Clock } from '../ports.js'
import { diskFullOr, flushFolder, replaceFile, systemCode } from '../store/durable-file.js'
import { withFolderLock } from '../store/folder-lock.js'
import type { Store } from '../store/store.js'
import {
  type AuditEntry,
  type AuditEvent,
  CHAIN_START,
  readEntry,
  sealEntry,
  type UnsealedEntry,
} from './audit-entry.js'

type AuditFolder = Store

/** What somebody did. */
export interface Act {
  readonly event: AuditEvent
  /** null = nobody in particular: a part of Ventanilla did what follows from somebody else's act */
  readonly by: Person | null
  readonly details: UnsealedEntry['details']
}

const headSchema = z.object({ entry: z.number().int().positive(), hash: z.string(), latestAt: z.iso.datetime() })

/** The last entry known to be on the disk, kept beside the log so that cutting the log's end shows. */
export type AuditHead = Readonly<z.infer<typeof headSchema>>

/**
 * Puts an act on record at the end of the chain. Several processes may do so; each entry is on the disk before this resolves.
 *
 * @throws {KnowledgeError} LOG_DAMAGED when the log's end cannot be continued, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function recordAct(store: AuditFolder, act: Act, clock: Clock): Promise<AuditEntry> {
  return withFolderLock(store, 'audit', 'short', async (lock) => {
    try {
      const handle = await open(auditFile(store), 'a+', 0o600)
      try {
        const last = await lastEntry(store, handle)
        const entry = nextEntry(act, last, await readHead(store), clock.now())
        lock.assertHeld()
        await handle.appendFile(`${JSON.stringify(entry)}\n`)
        await handle.sync()
        if (last === null) await flushFolder(store.auditFolder)
        await writeHead(store, entry)
        return entry
      } finally {
        await handle.close()
      }
    } catch (error) {
      throw diskFullOr(error, store.root)
    }
  })
}

export function auditFile({ auditFolder }: Store): string {
  return join(auditFolder, 'audit.jsonl')
}

/** @returns null when nothing was ever recorded, or the file is gone */
export async function readHead(store: Store): Promise<AuditHead | null> {
  try {
    return headSchema.parse(JSON.parse(await readFile(headFile(store), 'utf8')))
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null
    throw new KnowledgeError('LOG_DAMAGED', `${headFile(store)} is damaged`, 'restore it from a backup', {
      cause: error,
    })
  }
}

function headFile({ auditFolder }: Store): string {
  return join(auditFolder, 'head.json')
}

async function writeHead(store: AuditFolder, { entry, hash, at, clockBehindMs = 0 }: AuditEntry): Promise<void> {
  const latestAt = new Date(Date.parse(at) + clockBehindMs).toISOString()
  await replaceFile(headFile(store), `${JSON.stringify({ entry, hash, latestAt })}\n`)
}

/** Time runs on in the chain even where the clock was set back: the entry then says by how much. */
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

const TAIL_BYTES = 65_536

/** The last entry; a line that a crash tore was never acknowledged and is cut off. */
async function lastEntry(store: AuditFolder, handle: FileHandle): Promise<AuditEntry | null> {
  const { size } = await handle.stat()
  const { start, tail } = await readTail(handle, size)
  const end = tail.lastIndexOf('\n') + 1
  if (end < tail.length) await handle.truncate(start + end)
  if (end === 0) return null
  const line = tail.subarray(tail.lastIndexOf('\n', end - 2) + 1, end - 1).toString('utf8')
  const entry = readEntry(line)
  if (entry === null) throw damagedEnd(store)
  return entry
}

/** As much of the end as holds the whole last line that was finished; everything where there is none. */
async function readTail(handle: FileHandle, size: number): Promise<{ readonly start: number; readonly tail: Buffer }> {
  for (let wanted = TAIL_BYTES; ; wanted *= 2) {
    const start = Math.max(0, size - wanted)
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - start), 0, size - start, start)
    const tail = buffer.subarray(0, bytesRead)
    const end = tail.lastIndexOf('\n')
    if (start === 0 || (end > 0 && tail.lastIndexOf('\n', end - 1) !== -1)) return { start, tail }
  }
}

function damagedEnd(store: AuditFolder): KnowledgeError {
  return new KnowledgeError(
    'LOG_DAMAGED',
    `${auditFile(store)} is damaged at its end`,
    'see where with `ventanilla audit verify`, and restore the audit folder from a backup',
  )
}
