import type { z } from 'zod'
import type { NextStep } from '../words/next-steps.js'
import type { HeldLock } from './lock.js'

/** A document that a room stores: its contents, not its place. */
export interface DocumentKind<T> {
  /** its name in the store, e.g. `workspace` */
  readonly name: string
  readonly schema: z.ZodType<T>
  /** its contents before the first update */
  readonly initial: T
  /**
   * Folders of the code that decides what such a document is, e.g. `knowledge/curation`; for those that grow large. Contents that this
   * code has checked once need not be checked again.
   */
  readonly checkedBy?: readonly string[]
  /** hint for the operator when the stored document is invalid */
  readonly ifDamaged: NextStep
}

/** The result of an update. */
export interface Change<T, R> {
  /** the new contents; if it is the same object, nothing is written */
  readonly next: T
  readonly outcome: R
}

/** A small document that is read and replaced as a whole, shared by processes. */
export interface Document<T> {
  /**
   * The latest contents, or the initial ones.
   *
   * @throws KnowledgeError DOCUMENT_DAMAGED when the stored document is invalid
   */
  read(): Promise<T>

  /**
   * Replaces the contents by `change(contents).next`, excluding other processes and other calls. If the process is killed, either the
   * old or the new contents remain. `change` is called once. It and `record` receive the held lock, for a journal that is written
   * under the same lock.
   *
   * @param record called with the outcome and the new contents right before these replace the old, so that every change has its
   * record; after a crash there may be a record without its change, which is less bad
   * @returns the `outcome` of `change`
   * @throws KnowledgeError DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL, and any error of `record`; the contents are then unchanged
   */
  update<R>(
    change: (current: T, lock: HeldLock) => Change<T, R> | Promise<Change<T, R>>,
    record?: (outcome: R, next: T, lock: HeldLock) => Promise<void>,
  ): Promise<R>
}
