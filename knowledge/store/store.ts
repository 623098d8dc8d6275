import type { Document, DocumentKind } from './document.js'
import type { Journal, JournalKind } from './journal.js'
import type { AcquiredLock, Acquiring, HeldLock, LockedWork } from './lock.js'
import type { Log, LogKind } from './log.js'
import type { Shelf, ShelfKind } from './shelf.js'
import type { VersionStore } from './versions.js'

/**
 * The storage of an installation. A room declares, beside its own code, *what* it stores, as a kind; the store decides *where* and
 * *how*. Requesting a kind touches nothing yet. Two kinds of one sort never have the same name.
 */
export interface Store {
  /** its location, for messages to people, e.g. a folder's absolute path */
  readonly place: string

  /** A small document that is read and replaced as a whole. */
  document<T>(kind: DocumentKind<T>): Document<T>
  /** Entries that one process adds and that expire by day. */
  log<T>(kind: LogKind<T>): Log<T>
  /** Lines that many processes add and that are never removed. */
  journal(kind: JournalKind): Journal
  /** Files by name. */
  shelf(kind: ShelfKind): Shelf
  /** Write-once releases of the knowledge base. */
  readonly versions: VersionStore

  /**
   * Runs `work` while no other process, and nothing else in this one, holds the lock `name`.
   *
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when another process holds it, and any error of `work`
   */
  locked<T>(name: string, kind: LockedWork, work: (lock: HeldLock) => Promise<T>): Promise<T>

  /**
   * Acquires the lock `name` and holds it until it is released: for work that lasts as long as the process.
   *
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when another process holds it
   */
  acquire(name: string, acquiring: Acquiring): Promise<AcquiredLock>
}
