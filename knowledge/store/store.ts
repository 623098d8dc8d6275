import type { Document, DocumentKind } from './document.js'
import type { Journal, JournalKind } from './journal.js'
import type { AcquiredLock, Acquiring, HeldLock, LockedWork } from './lock.js'
import type { Log, LogKind } from './log.js'
import type { Shelf, ShelfKind } from './shelf.js'
import type { VersionStore } from './versions.js'

/**
 * Where an installation keeps everything. A room declares beside its own code *what* it keeps, as a kind; the store says *where* and
 * *how*. Asking for a kind touches nothing yet, and two kinds of one sort never have the same name.
 */
export interface Store {
  /** how people are told which store this is, e.g. a folder's absolute path */
  readonly place: string

  /** Something small that is read and replaced as a whole. */
  document<T>(kind: DocumentKind<T>): Document<T>
  /** Entries that one process adds and that expire by days. */
  log<T>(kind: LogKind<T>): Log<T>
  /** Lines that many processes add and that stay for ever. */
  journal(kind: JournalKind): Journal
  /** Files by name. */
  shelf(kind: ShelfKind): Shelf
  /** Write-once releases of the knowledge base. */
  readonly versions: VersionStore

  /**
   * Runs `work` while no other process, and nothing else in this one, holds the lock `name`.
   *
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when another holds it, and whatever `work` throws
   */
  locked<T>(name: string, kind: LockedWork, work: (lock: HeldLock) => Promise<T>): Promise<T>

  /**
   * Takes the lock `name` and holds it until it is released: for work that lasts as long as the process.
   *
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when another holds it
   */
  acquire(name: string, acquiring: Acquiring): Promise<AcquiredLock>
}
