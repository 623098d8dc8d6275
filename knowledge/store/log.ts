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

/**
 * Reads a log, oldest entry first, up to what was there when the reading began or a little later. Works in any process,
 * also while another one writes.
 */
export type ReadLog<T> = () => AsyncIterable<T>
