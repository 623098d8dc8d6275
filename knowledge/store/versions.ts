import type { HeldLock } from './lock.js'
import type { ReadShelf, Shelf } from './shelf.js'

/** The file that is written last: only with it a version is whole. */
export const SEAL = 'manifest.json'

/** Whoever makes a version, here or elsewhere, holds this lock meanwhile. */
export const FREEZE_LOCK = 'freeze'

/**
 * A version in the making, where no reader looks. A file that a crash leaves half written there is written anew by whoever goes on
 * with it.
 */
export interface Stage extends Omit<Shelf, 'inner' | 'clearLeftovers'> {
  /** Takes a file over from a version without a second copy; false where that cannot be done, and nothing was. */
  take(name: string, from: ReadShelf): Promise<boolean>
  /** Removes all of it. */
  drop(): Promise<void>
}

export interface Sealing {
  /** of the version to be */
  readonly name: string
  /** contents of the seal */
  readonly seal: string
  /** the freeze lock */
  readonly lock: HeldLock
  /** told when everything is ready, right before the version is there; when it fails, there is none */
  readonly record?: () => Promise<void>
}

/** Versions: files that are made aside, put in their place all at once, and never change. */
export interface VersionStore {
  /** Names in use, sorted: of whole versions, and of what is left of others. */
  names(): Promise<readonly string[]>
  /** The files of a version; it is whole while its seal is there. */
  files(name: string): ReadShelf
  /** An empty stage for the holder of the freeze lock: `dropStages` removes it once that holder is gone. */
  openStage(): Promise<Stage>
  /** A stage on a shelf of the caller's, who goes on with it after a crash. It begins to be there with its first file. */
  stageOn(shelf: Shelf, name: string): Stage
  /**
   * Makes a version of a stage: its files are read-only from then on, the seal is written last, and it is in its place all at once,
   * to stay there through a power cut. The stage is gone then.
   *
   * @throws {KnowledgeError} VERSION_EXISTS when the name was taken meanwhile, DATA_FOLDER_BUSY when the lock was lost, DISK_FULL
   */
  commit(stage: Stage, sealing: Sealing): Promise<void>
  /** Removes the stages that were opened, and stages of the past that killed processes left. Only for the holder of the freeze lock. */
  dropStages(): Promise<void>
  /** Removes what is left of a version without a seal. Only for the holder of the freeze lock. */
  dropUnsealed(name: string): Promise<void>
}
