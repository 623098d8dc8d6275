import type { z } from 'zod'
import type { KnowledgeError } from '../errors.js'
import type { Clock, Logger } from '../ports.js'
import type { LostLock } from './lock.js'

/** A log that a room stores. */
export interface LogKind<T> {
  /** its name in the store, e.g. `turns` */
  readonly name: string
  /** entries are plain JSON data */
  readonly schema: z.ZodType<T>
}

/** Entries that one process at a time adds and every process may read. */
export interface Log<T> {
  /**
   * Opens the log for its one writing process. A half-written entry left by a crash was never acknowledged and is removed. A process
   * that was considered dead adds nothing until its replacement has ended; then it continues.
   *
   * @throws {KnowledgeError} DATA_FOLDER_BUSY while another writer is alive; a killed writer's lock expires within seconds
   * @throws {KnowledgeError} DISK_FULL
   */
  open(writer: LogWriter): Promise<AppendLog<T>>

  /**
   * The entries, oldest first, up to the end when reading began or a little later. Works in any process, also while another one
   * writes.
   *
   * @throws {KnowledgeError} LOG_DAMAGED naming the place, unless `onDamaged` is given
   */
  read(reading?: Reading): AsyncIterable<T>

  /**
   * The stretches that the log has now, in order, for who has read it before and keeps what it made of that. Works in any process,
   * as `read` does.
   *
   * @param marks of the stretches read before, by name
   */
  follow(marks: ReadonlyMap<string, string>): Promise<readonly Stretch<T>[]>
}

/** Entries that were added one after another on one day. A stretch only grows at its end, and goes as a whole. */
export interface Stretch<T> {
  /** never that of another stretch of this log */
  readonly name: string
  /** `same`: as it was when its mark was given. `grown`: entries came at its end since. `anew`: whatever was made of it is void */
  readonly how: 'same' | 'grown' | 'anew'
  /** All entries; of a stretch that has grown, those that came since; of one that is the same, none. */
  news(): Promise<News<T>>
}

export interface News<T> {
  readonly entries: readonly T[]
  /** to know by it later whether anything has changed; null where an entry could not be read, as it has to be told every time */
  readonly mark: string | null
  /** what could not be read */
  readonly damages: readonly KnowledgeError[]
}

export interface LogWriter {
  readonly clock: Clock
  readonly logger: Logger
  /** called with the reason when this process is no longer the writer, and with null when it is again */
  readonly onWriter?: (loss: LostLock | null) => void
  /** told which stretches are about to be dropped, to forget what was made of them; when it fails they stay */
  readonly beforeDrop?: (names: readonly string[]) => Promise<void>
}

export interface Reading {
  /** called for each entry that cannot be read, and reading continues; without it, the first such entry throws */
  readonly onDamaged?: (damage: KnowledgeError) => void
  /** entries added before the (UTC) day of this moment are skipped; null or omitted = none is skipped */
  readonly since?: Date | null
}

/** A log that only grows: entries are added at the end, and whole days are dropped from the front. */
export interface AppendLog<T> {
  /**
   * Adds an entry after all earlier ones.
   *
   * Resolves once the entry survives a power cut. When it rejects, the entry counts as not added, though after a disk failure a
   * reader may still find it.
   *
   * @throws {KnowledgeError} DISK_FULL when the disk is full; a later call succeeds once there is space
   * @throws {KnowledgeError} DATA_FOLDER_BUSY while another process has replaced this one as the writer, DATA_FOLDER_UNUSABLE while the
   * log's place is gone
   */
  append(entry: T): Promise<void>

  /**
   * Removes every entry that was added before the (UTC) day of `date`, by the clock at the time of adding.
   *
   * @throws {KnowledgeError} as `append`
   */
  dropBefore(date: Date): Promise<void>

  /** Waits for pending entries and releases the log to the next writer. Adding after this is a defect. */
  close(): Promise<void>
}
