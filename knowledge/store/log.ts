import type { z } from 'zod'
import type { KnowledgeError } from '../errors.js'
import type { Clock, Logger } from '../ports.js'

/** A log that a room keeps. */
export interface LogKind<T> {
  /** what it is called among everything that is kept, e.g. `turns` */
  readonly name: string
  /** entries are plain JSON data */
  readonly schema: z.ZodType<T>
}

/** Entries that one process at a time adds, and that every process may read. */
export interface Log<T> {
  /**
   * Opens the log for its one writing process. What a crash left half written at the end was never acknowledged and is cut off. A
   * process that was taken for dead adds nothing until the one in its place has ended; then it goes on.
   *
   * @throws {KnowledgeError} DATA_FOLDER_BUSY while another writer is alive; a killed one is outlived within seconds
   * @throws {KnowledgeError} DISK_FULL
   */
  open(writer: LogWriter): Promise<AppendLog<T>>

  /**
   * The entries, oldest first, up to what was there when the reading began or a little later. Works in any process, also while
   * another one writes.
   *
   * @throws {KnowledgeError} LOG_DAMAGED saying where, unless `onDamaged` is told instead
   */
  read(reading?: Reading): AsyncIterable<T>
}

export interface LogWriter {
  readonly clock: Clock
  readonly logger: Logger
  /** told when another process has taken this one's place as the writer, and when it has it back */
  readonly onWriter?: (isWriter: boolean) => void
}

export interface Reading {
  /** told of each entry that cannot be read, and the reading goes on; without it the first such entry throws */
  readonly onDamaged?: (damage: KnowledgeError) => void
  /** entries added before the (UTC) day of this moment are passed over; null or left out = none is */
  readonly since?: Date | null
}

/** Something that data only ever grows in: entries are added at the end, and whole days are dropped from the front. */
export interface AppendLog<T> {
  /**
   * Adds an entry after all those given before it.
   *
   * Resolves once the entry would survive a power cut. When it rejects, the entry counts as not added, though after a
   * failing disk a reader may still come across it.
   *
   * @throws {KnowledgeError} DISK_FULL when there is no room; a later call succeeds once there is
   * @throws {KnowledgeError} DATA_FOLDER_BUSY while another process has this one's place as the writer
   */
  append(entry: T): Promise<void>

  /**
   * Removes every entry that was added before the (UTC) day of `date`, by the clock at the time of adding.
   *
   * @throws {KnowledgeError} DATA_FOLDER_BUSY when another process has taken this one's place as the writer
   */
  dropBefore(date: Date): Promise<void>

  /** Waits for what is being added and lets the next writer in. Adding after this is a defect. */
  close(): Promise<void>
}
