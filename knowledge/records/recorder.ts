/** Where something that happened is written down. */
export interface Recorder<T> {
  /** Resolves once it is on disk. */
  record(happened: T): Promise<void>
}
