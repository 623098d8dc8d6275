import type { z } from 'zod'
import type { NextStep } from '../words/next-steps.js'
import type { HeldLock } from './lock.js'

/** A document that a room keeps: what it holds, not where. */
export interface DocumentKind<T> {
  /** what it is called among everything that is kept, e.g. `workspace` */
  readonly name: string
  readonly schema: z.ZodType<T>
  /** its contents before the first update */
  readonly initial: T
  /** what an operator does when what is stored is not such a document */
  readonly ifDamaged: NextStep
}

/** What an update comes to. */
export interface Change<T, R> {
  /** the same object leaves the contents alone */
  readonly next: T
  readonly outcome: R
}

/** A small document that is read and replaced as a whole, shared by processes. */
export interface Document<T> {
  /**
   * What was written last, or the initial contents.
   *
   * @throws KnowledgeError DOCUMENT_DAMAGED when what is stored is not such a document
   */
  read(): Promise<T>

  /**
   * Replaces the contents by `change(contents).next` while no other process and no other call can. Killed at any moment, the old
   * contents or the new remain. `change` is called once. It and `record` are given the lock that keeps others out, for a journal that
   * is written under the same one.
   *
   * @param record called with the outcome right before the contents are replaced, so that no change is without its record; a
   * record of a change that a crash then prevented is the lesser evil
   * @returns what `change` gave as `outcome`
   * @throws KnowledgeError DOCUMENT_DAMAGED, DATA_FOLDER_BUSY, DISK_FULL, and whatever `record` throws; the contents are then as before
   */
  update<R>(
    change: (current: T, lock: HeldLock) => Change<T, R> | Promise<Change<T, R>>,
    record?: (outcome: R, lock: HeldLock) => Promise<void>,
  ): Promise<R>
}
