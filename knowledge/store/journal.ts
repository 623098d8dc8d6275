import type { HeldLock } from './lock.js'

/** A journal that a room keeps. */
export interface JournalKind {
  /** what it is called among everything that is kept, e.g. `audit` */
  readonly name: string
  /** of the lock that whoever adds a line holds */
  readonly lock: string
}

/** A line to add, without its line break. */
export interface JournalLine {
  readonly line: string
  /** what is known of the end from now on, on one line; left out where nobody asks */
  readonly head?: string
}

/** Lines that many processes add to, one at a time, and that nobody ever takes away. What they say is the room's business. */
export interface Journal {
  /** how people are told where it is */
  readonly place: string

  /**
   * Every line, oldest first, up to what was there when the reading began or a little later. A line that a crash tore was never
   * acknowledged and is none.
   */
  lines(): Promise<readonly string[]>

  /**
   * What was last said of the end, kept apart from the lines so that cutting them off shows; null when nothing was, or it is gone.
   * Killed between a line and its head, the head is that of the line before.
   */
  head(): Promise<string | null>

  /**
   * Adds a line after the last. It would survive a power cut when this resolves; killed at any moment, the line is there whole or not
   * at all.
   *
   * @param lock the one that the kind names
   * @param next is given the last line; null when there is none
   * @returns what `next` gave
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when the lock was lost, DISK_FULL, and whatever `next` throws
   */
  append<L extends JournalLine>(lock: HeldLock, next: (last: string | null) => L | Promise<L>): Promise<L>
}
