import type { HeldLock } from './lock.js'

/** A journal that a room stores. */
export interface JournalKind {
  /** its name in the store, e.g. `audit` */
  readonly name: string
  /** name of the lock to hold while adding a line */
  readonly lock: string
}

/** A line to add, without its line break. */
export interface JournalLine {
  readonly line: string
  /** description of the journal's new end, on one line; omitted where none is stored */
  readonly head?: string
}

/** Append-only lines that many processes add, one at a time. Their contents are up to the room. */
export interface Journal {
  /** its location, for messages to people */
  readonly place: string
  /** the location of its head, for messages to people */
  readonly headPlace: string

  /**
   * Every line, oldest first, up to the end at the time of reading. A line that a crash left half written was never acknowledged and
   * is skipped.
   */
  lines(): Promise<readonly string[]>

  /**
   * The latest `head`, stored apart from the lines so that a truncated journal is detected; null when there is none. If the process is
   * killed between a line and its head, the head is that of the previous line.
   */
  head(): Promise<string | null>

  /**
   * Replaces the head and adds no line.
   *
   * @param lock the lock named by the kind
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when the lock was lost, DISK_FULL
   */
  mark(lock: HeldLock, head: string): Promise<void>

  /**
   * Adds a line. When this resolves, the line survives a power cut. If the process is killed, the line is there completely or not at
   * all.
   *
   * @param lock the lock named by the kind
   * @param next receives the last line, null when there is none, and returns the line to add
   * @returns the result of `next`
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when the lock was lost, DISK_FULL, and any error of `next`
   */
  append<L extends JournalLine>(lock: HeldLock, next: (last: string | null) => L | Promise<L>): Promise<L>
}
