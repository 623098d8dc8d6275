/** Files that a room keeps by name. */
export interface ShelfKind {
  /** what they are called among everything that is kept, e.g. `golden` */
  readonly name: string
}

export interface FileFacts {
  readonly sha256: string
  readonly bytes: number
}

/**
 * Files by name, in a folder of this machine: where a store keeps them elsewhere, it brings them here first. A name may lead into a
 * shelf within (`inputs/pairs.jsonl`). People may put files there, too, and take them away.
 */
export interface ReadShelf {
  /** how people are told where it is */
  readonly place: string
  /** Names of the files and of the shelves within, sorted; none while there is no such shelf. */
  names(): Promise<readonly string[]>
  /** @returns null when there is none */
  read(name: string): Promise<Buffer | null>
  /** Length of a file in bytes; null when there is none. */
  size(name: string): Promise<number | null>
  /** Hash and length of a file however large; null when there is none. */
  facts(name: string): Promise<FileFacts | null>
  /** Absolute path of a local file, for people and for libraries that open nothing else. */
  path(name: string): string
}

/** A shelf that is written to, by one process at a time. */
export interface Shelf extends ReadShelf {
  /**
   * Writes a file, anew where there is one. Killed at any moment, the old contents or the new remain.
   *
   * @throws {KnowledgeError} DISK_FULL; the old contents stay
   */
  write(name: string, content: string | Uint8Array): Promise<void>
  /** Removes a file or a shelf within; nothing when there is none. */
  remove(name: string): Promise<void>
  /** Removes what processes killed while they wrote have left. Only while nobody else writes. */
  clearLeftovers(): Promise<void>
  /** A shelf within. It begins to be there with its first file. */
  inner(name: string): Shelf
}
