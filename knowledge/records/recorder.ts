/** Stores events of one kind. */
export interface Recorder<T> {
  /** Resolves once it is on disk. */
  record(happened: T): Promise<void>
}
