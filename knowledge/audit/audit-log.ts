import { z } from 'zod'
import { sha256Schema } from '../basics/sha256.js'
import { KnowledgeError } from '../errors.js'
import { type Person, storedBy } from '../person.js'
import type { Clock } from '../ports.js'
import type { Journal, JournalKind } from '../store/journal.js'
import type { HeldLock } from '../store/lock.js'
import type { Store } from '../store/store.js'
import {
  type AuditEntry,
  type AuditEvent,
  CHAIN_START,
  readEntry,
  sealEntry,
  type UnsealedEntry,
} from './audit-entry.js'
import { type Effect, effectSchema, isInEffect, onTheSame } from './effect.js'

/** The hash chain of all acts on the knowledge base. */
export const AUDIT: JournalKind = { name: 'audit', lock: 'audit' }

/** What somebody did. */
export interface Act {
  readonly event: AuditEvent
  /** null = nobody in particular: a part of Ventanilla acted as a consequence of somebody else's act */
  readonly by: Person | null
  readonly details: UnsealedEntry['details']
}

/** An entry whose effect is not yet known to have come. */
const openActSchema = z.object({ entry: z.number().int().positive(), effect: effectSchema })
export type OpenAct = Readonly<z.infer<typeof openActSchema>>

const headSchema = z.object({
  entry: z.number().int().positive(),
  hash: sha256Schema,
  latestAt: z.iso.datetime(),
  open: z.array(openActSchema).default([]),
})

/** The last entry known to be on the disk. It is stored beside the log, so that a truncated log is detected. */
export type AuditHead = Readonly<z.infer<typeof headSchema>>

/**
 * Appends an act to the chain. Several processes may do so; the entry is on the disk before this resolves.
 *
 * @throws {KnowledgeError} LOG_DAMAGED when the log's end cannot be continued, DATA_FOLDER_BUSY, DISK_FULL
 */
export async function recordAct(store: Store, act: Act, clock: Clock): Promise<AuditEntry> {
  return inAudit(store, (log) => log.append(act, clock, null))
}

/** Appends an act that changes the store afterwards. The caller holds the lock under which this happens. */
export type RecordEffect = (act: Act, effect: Effect) => Promise<void>

/**
 * Does an act whose entry precedes its effect. When the work fails after its entry, the log says at once that there was no effect; when the
 * process is killed, `actsWithoutEffect` tells it from the store, and the next act on the same thing writes it into the chain.
 *
 * @param work calls `record` at most once, right before the effect
 * @throws {KnowledgeError} as `recordAct`, and any error of `work`
 */
export async function withRecord<R>(
  store: Store,
  clock: Clock,
  work: (record: RecordEffect) => Promise<R>,
): Promise<R> {
  const made: AuditEntry[] = []
  const settle = async (tookEffect: boolean | null) => {
    for (const { entry } of made) {
      // An act that stays open is settled later, by the store.
      await inAudit(store, (log) => log.settle(clock, (open) => open.entry === entry, tookEffect)).catch(() => {})
    }
  }
  let result: R
  try {
    result = await work(async (act, effect) => {
      made.push(await inAudit(store, (log) => log.append(act, clock, effect)))
    })
  } catch (error) {
    await settle(null)
    throw error
  }
  await settle(true)
  return result
}

/** Notes which effects have come that no process could note, before something else changes the same. */
export async function settleActs(store: Store, clock: Clock): Promise<void> {
  if (((await readHead(store.journal(AUDIT)))?.open ?? []).length === 0) return
  await inAudit(store, (log) => log.settle(clock, () => false, null))
}

/** @returns null when nothing has been recorded, or the head is missing */
export async function readHead(journal: Journal): Promise<AuditHead | null> {
  const head = await journal.head()
  if (head === null) return null
  try {
    return headSchema.parse(JSON.parse(head))
  } catch (cause) {
    throw new KnowledgeError(
      'LOG_DAMAGED',
      { what: 'file', file: journal.headPlace },
      { do: 'find-damage-in-audit' },
      { cause },
    )
  }
}

/** The acts whose effect is not yet known: those that the head names, and one that a crash kept from it. */
export function openActs(head: AuditHead | null, last: AuditEntry | null): readonly OpenAct[] {
  const named = head?.open ?? []
  if (last?.effect === undefined || last.entry !== (head?.entry ?? 0) + 1) return named
  return [...named, { entry: last.entry, effect: last.effect }]
}

interface AuditWriting {
  append(act: Act, clock: Clock, effect: Effect | null): Promise<AuditEntry>
  settle(clock: Clock, isOver: (open: OpenAct) => boolean, tookEffect: boolean | null): Promise<void>
}

/** Runs `work` under the lock of the log. */
function inAudit<R>(store: Store, work: (log: AuditWriting) => Promise<R>): Promise<R> {
  return store.locked(AUDIT.lock, 'short', (lock) => work(writing(store, lock)))
}

function writing(store: Store, lock: HeldLock): AuditWriting {
  const journal = store.journal(AUDIT)

  async function add(act: Act, clock: Clock, effect: Effect | null, open: readonly OpenAct[]): Promise<AuditEntry> {
    const { entry } = await journal.append(lock, async (line) => {
      const [last, head] = [lastEntry(line, journal), await readHead(journal)]
      refuseBrokenEnd(last, head, journal)
      const entry = nextEntry(act, last, head, clock.now(), effect)
      const own = effect === null ? [] : [{ entry: entry.entry, effect }]
      return { line: JSON.stringify(entry), head: headOf(entry, [...open, ...own]), entry }
    })
    return entry
  }

  /** What is open afterwards, and which acts turned out to have had no effect. */
  async function judge(isOver: (open: OpenAct) => boolean, tookEffect: boolean | null) {
    const [head, lines] = [await readHead(journal), await journal.lines()]
    const last = lastEntry(lines.at(-1) ?? null, journal)
    refuseBrokenEnd(last, head, journal)
    const before = openActs(head, last)
    const open: OpenAct[] = []
    const without: OpenAct[] = []
    for (const act of before) {
      const found = isOver(act) && tookEffect === true ? true : await isInEffect(store, act.effect)
      if (found === true) continue
      if (found === false && isOver(act)) without.push(act)
      else open.push(act)
    }
    return { before, open, without, last }
  }

  async function settle(clock: Clock, isOver: (open: OpenAct) => boolean, tookEffect: boolean | null) {
    const { before, open, without, last } = await judge(isOver, tookEffect)
    for (const [i, { entry }] of without.entries()) {
      const act: Act = { event: 'no-effect', by: null, details: { entry } }
      await add(act, clock, null, [...open, ...without.slice(i + 1)])
    }
    if (without.length === 0 && open.length < before.length && last !== null)
      await journal.mark(lock, headOf(last, open))
    return open
  }

  return {
    async append(act, clock, effect) {
      const head = await readHead(journal)
      const mayBeOpen = head === null || head.open.length > 0 || effect !== null
      const isOver = (open: OpenAct) => effect !== null && onTheSame(open.effect, effect)
      return add(act, clock, effect, mayBeOpen ? await settle(clock, isOver, null) : [])
    },
    async settle(clock, isOver, tookEffect) {
      await settle(clock, isOver, tookEffect)
    },
  }
}

export function headOf(entry: AuditEntry, open: readonly OpenAct[]): string {
  const { entry: number, hash } = entry
  const latestAt = new Date(latestTimeOf(entry)).toISOString()
  return JSON.stringify({ entry: number, hash, latestAt, ...(open.length === 0 ? {} : { open }) })
}

/** Time never runs backwards in the chain: if the clock was set back, the entry records by how much. */
export function nextEntry(
  act: Act,
  last: AuditEntry | null,
  head: Pick<AuditHead, 'latestAt'> | null,
  now: Date,
  effect: Effect | null = null,
): AuditEntry {
  const latestMs = last === null ? 0 : Math.max(latestTimeOf(last), head === null ? 0 : Date.parse(head.latestAt))
  const behindMs = latestMs - now.getTime()
  return sealEntry({
    entry: (last?.entry ?? 0) + 1,
    at: now.toISOString(),
    ...(behindMs > 0 ? { clockBehindMs: behindMs } : {}),
    event: act.event,
    ...(act.by === null ? { by: null } : storedBy(act.by)),
    details: act.details,
    ...(effect === null ? {} : { effect }),
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

/** The head names the last entry, or a crash came between an entry and its head. Anything else is a lost end, which an entry would hide. */
function refuseBrokenEnd(last: AuditEntry | null, head: AuditHead | null, { place }: Journal): void {
  const headed = head?.entry ?? 0
  const found = last?.entry ?? 0
  const isLast = found === headed && (head === null || last?.hash === head.hash)
  const follows = found === headed + 1 && last?.previous === (head?.hash ?? CHAIN_START)
  if (isLast || follows) return
  throw new KnowledgeError(
    'LOG_DAMAGED',
    head === null ? { what: 'head-gone', file: place } : { what: 'cut-off', file: place, entry: head.entry },
    { do: 'find-damage-in-audit' },
  )
}
