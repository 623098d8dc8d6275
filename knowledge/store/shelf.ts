/** Files that a room stores by name. */
export interface ShelfKind {
  /** the shelf's name in the store, e.g. `golden` */
  readonly name: string
}

export interface FileFacts {
  readonly sha256: string
  readonly bytes: number
}

/**
 * Files by name, in a local folder: a store that keeps them elsewhere copies them here first. A name may lead into an inner shelf
 * (`inputs/pairs.jsonl`). People may also add and remove files there.
 */
export interface ReadShelf {
  /** its location, for messages to people */
  readonly place: string
  /** Names of the files and of the inner shelves, sorted; empty while the shelf does not exist. */
  names(): Promise<readonly string[]>
  /** @returns null when there is none */
  read(name: string): Promise<Buffer | null>
  /** Length of a file in bytes; null when there is none. */
  size(name: string): Promise<number | null>
  /** Hash and length of a file of any size; null when there is none. */
  facts(name: string): Promise<FileFacts | null>
  /** Absolute path of a local file, for people and for libraries that only accept paths. */
  path(name: string): string
}

/** A shelf that is written to, by one process at a time. */
export interface Shelf extends ReadShelf {
  /**
   * Writes or replaces a file. If the process is killed, either the old or the new contents remain.
   *
   * @throws {KnowledgeError} DISK_FULL; the old contents stay
   */
  write(name: string, content: string | Uint8Array): Promise<void>
  /** Removes a file or an inner shelf; does nothing when there is none. */
  remove(name: string): Promise<void>
  /** Removes the temporary files of processes killed while writing. Call only while nobody else writes. */
  clearLeftovers(): Promise<void>
  /** An inner shelf. It comes into existence with its first file. */
  inner(name: string): Shelf
}
