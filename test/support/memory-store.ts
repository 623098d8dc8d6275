import { folderShelf } from '../../knowledge/adapters/folder-shelf.js'
import { folderVersions } from '../../knowledge/adapters/folder-versions.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import type { Document, DocumentKind } from '../../knowledge/store/document.js'
import type { Journal, JournalKind } from '../../knowledge/store/journal.js'
import type { AcquiredLock, LockedWork } from '../../knowledge/store/lock.js'
import type { Log, LogKind, Stretch } from '../../knowledge/store/log.js'
import type { Store } from '../../knowledge/store/store.js'

/** The contents of a store in memory. Several stores on one world act like processes on one data folder. */
export interface MemoryWorld {
  /** for parts that must be real files: versions, shelves */
  readonly folder: string
  readonly documents: Map<string, string>
  readonly logs: Map<string, { readonly entries: { readonly day: string; json: string }[]; isOpen: boolean }>
  readonly journals: Map<string, { readonly lines: string[]; head: string | null }>
  readonly locks: Map<string, Promise<void>>
}

export function memoryWorld(folder: string): MemoryWorld {
  return { folder, documents: new Map(), logs: new Map(), journals: new Map(), locks: new Map() }
}

/** A store in memory. It keeps the contract suite free of assumptions about folders. */
export function memoryStore(world: MemoryWorld): Store {
  const place = (name: string) => `memory:${name}`
  const locked: Store['locked'] = async (name, kind, work) => {
    const lock = await acquire(world, name, kind)
    try {
      return await work({ name, assertHeld() {} })
    } finally {
      await lock.release()
    }
  }
  return {
    place: place(''),
    document: (kind) => memoryDocument(world, kind, locked),
    log: (kind) => memoryLog(world, kind),
    journal: (kind) => memoryJournal(world, kind, place(kind.name)),
    shelf: ({ name }) => folderShelf(`${world.folder}/${name}`),
    versions: folderVersions({
      root: world.folder,
      versions: `${world.folder}/versions`,
      staging: `${world.folder}/staging`,
    }),
    locked,
    acquire: (name, { kind }) => acquire(world, name, kind),
  }
}

async function acquire({ locks }: MemoryWorld, name: string, kind: LockedWork): Promise<AcquiredLock> {
  if (kind === 'standby' && locks.has(name))
    throw new KnowledgeError('DATA_FOLDER_BUSY', { what: 'lock', lock: name }, { do: 'wait-and-repeat' })
  for (let held = locks.get(name); held !== undefined; held = locks.get(name)) await held
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  locks.set(name, held)
  const isHeld = () => locks.get(name) === held
  return {
    isHeld,
    loss: () => (isHeld() ? null : 'lapsed'),
    async release() {
      if (isHeld()) locks.delete(name)
      letGo()
    },
  }
}

function memoryDocument<T>(
  { documents }: MemoryWorld,
  { name, schema, initial, ifDamaged }: DocumentKind<T>,
  locked: Store['locked'],
): Document<T> {
  const read = () => {
    const text = documents.get(name)
    if (text === undefined) return initial
    const found = schema.safeParse(JSON.parse(text))
    if (!found.success) throw new KnowledgeError('DOCUMENT_DAMAGED', { what: 'file', file: name }, ifDamaged)
    return found.data
  }
  return {
    read: async () => read(),
    update: (change, record) =>
      locked(`document ${name}`, 'short', async (lock) => {
        const current = read()
        const { next, outcome } = await change(current, lock)
        if (next === current) return outcome
        const text = JSON.stringify(schema.parse(next))
        await record?.(outcome, next, lock)
        documents.set(name, text)
        return outcome
      }),
  }
}

function memoryLog<T>({ logs }: MemoryWorld, { name, schema }: LogKind<T>): Log<T> {
  const day = (date: Date) => date.toISOString().slice(0, 10)
  const damaged = () => new KnowledgeError('LOG_DAMAGED', { what: 'file', file: name }, { do: 'restore-file' })
  const own = () => {
    const log = logs.get(name) ?? { entries: [], isOpen: false }
    logs.set(name, log)
    return log
  }
  return {
    async open({ clock, beforeDrop }) {
      const log = own()
      if (log.isOpen)
        throw new KnowledgeError('DATA_FOLDER_BUSY', { what: 'log', folder: name }, { do: 'wait-and-repeat' })
      log.isOpen = true
      let closed = false
      return {
        async append(entry) {
          if (closed) throw new Error('the log is closed')
          log.entries.push({ day: day(clock.now()), json: JSON.stringify(schema.parse(entry)) })
        },
        async dropBefore(date) {
          const expired = new Set(log.entries.map((entry) => entry.day).filter((name) => name < day(date)))
          if (expired.size > 0) await beforeDrop?.([...expired])
          log.entries.splice(0, log.entries.length, ...log.entries.filter((entry) => entry.day >= day(date)))
        },
        async close() {
          closed = true
          log.isOpen = false
        },
      }
    },
    async follow(marks) {
      const names = [...new Set(own().entries.map((entry) => entry.day))]
      return names.map((name): Stretch<T> => {
        const texts = own().entries.flatMap((entry) => (entry.day === name ? [entry.json] : []))
        const known: readonly string[] = JSON.parse(marks.get(name) ?? '[]')
        const isBeginning = marks.has(name) && known.every((text, i) => text === texts[i])
        const isSame = isBeginning && known.length === texts.length
        return {
          name,
          how: isSame ? 'same' : isBeginning ? 'grown' : 'anew',
          async news() {
            const read = texts.slice(isBeginning ? known.length : 0).map((text) => schema.safeParse(JSON.parse(text)))
            const damages = read.flatMap(({ success }) => (success ? [] : [damaged()]))
            const mark = damages.length === 0 ? JSON.stringify(texts) : null
            return { entries: read.flatMap(({ data }) => data ?? []), mark, damages }
          },
        }
      })
    },
    async *read({ onDamaged, since = null } = {}) {
      for (const entry of [...own().entries]) {
        if (since !== null && entry.day < day(since)) continue
        const found = schema.safeParse(JSON.parse(entry.json))
        if (found.success) yield found.data
        else {
          if (onDamaged === undefined) throw damaged()
          onDamaged(damaged())
        }
      }
    },
  }
}

function memoryJournal({ journals }: MemoryWorld, { name, lock: lockName }: JournalKind, place: string): Journal {
  const own = () => {
    const journal = journals.get(name) ?? { lines: [], head: null }
    journals.set(name, journal)
    return journal
  }
  return {
    place,
    headPlace: `the head of ${place}`,
    lines: async () => [...own().lines],
    head: async () => own().head,
    async mark(lock, head) {
      if (lock.name !== lockName) throw new Error(`${place} is written under the lock ${lockName}`)
      own().head = head
    },
    async append(lock, next) {
      if (lock.name !== lockName) throw new Error(`${place} is written under the lock ${lockName}`)
      const journal = own()
      const added = await next(journal.lines.at(-1) ?? null)
      journal.lines.push(added.line)
      journal.head = added.head ?? journal.head
      return added
    },
  }
}
