import type { HeldLock } from './lock.js'
import type { ReadShelf, Shelf } from './shelf.js'

/** The file that is written last: a version is complete only with it. */
export const SEAL = 'manifest.json'

/** Every process that makes a version holds this lock meanwhile. */
export const FREEZE_LOCK = 'freeze'

/**
 * A version in preparation, which no reader sees. A file that a crash leaves half written is rewritten when the work is resumed.
 */
export interface Stage extends Omit<Shelf, 'inner' | 'clearLeftovers'> {
  /** Shares a file with a version instead of copying it; false where that is impossible, and nothing was done. */
  take(name: string, from: ReadShelf): Promise<boolean>
  /** Removes all of it. */
  drop(): Promise<void>
}

export interface Sealing {
  /** name of the new version */
  readonly name: string
  /** contents of `SEAL` */
  readonly seal: string
  /** the freeze lock */
  readonly lock: HeldLock
  /** called when everything is ready, right before the version appears; if it fails, there is no version */
  readonly record?: () => Promise<void>
}

/** Versions: files that are prepared aside, moved into place at once, and never change. */
export interface VersionStore {
  /** Names in use, sorted: of complete versions and of the remains of others. */
  names(): Promise<readonly string[]>
  /** The files of a version; it is complete if it has its seal. */
  files(name: string): ReadShelf
  /** An empty stage for the holder of the freeze lock; `dropStages` removes it after the holder has gone. */
  openStage(): Promise<Stage>
  /** A stage on the caller's own shelf, which the caller can resume after a crash. It comes into existence with its first file. */
  stageOn(shelf: Shelf, name: string): Stage
  /**
   * Turns a stage into a version: its files become read-only, the seal is written last, and the version appears at once and survives
   * a power cut. The stage no longer exists then.
   *
   * @throws {KnowledgeError} VERSION_EXISTS when the name was taken meanwhile, DATA_FOLDER_BUSY when the lock was lost, DISK_FULL
   */
  commit(stage: Stage, sealing: Sealing): Promise<void>
  /** Removes all stages made by `openStage`, including those of killed processes. Only for the holder of the freeze lock. */
  dropStages(): Promise<void>
  /** Removes a version without a seal. Only for the holder of the freeze lock. */
  dropUnsealed(name: string): Promise<void>
}
