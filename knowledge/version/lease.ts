import type { VersionId } from '../version-id.js'

/** A loaded version and the turns on it. */
export interface Lease<T> {
  readonly id: VersionId
  readonly value: T
  /** Runs a turn on the version, which stays open until the turn has ended. */
  use<R>(turn: (value: T, id: VersionId) => Promise<R>): Promise<R>
  /** Resolves when all running turns have ended and the value is closed. */
  retire(): Promise<void>
}

export function newLease<T>(id: VersionId, value: T, close: (value: T) => Promise<void>): Lease<T> {
  const turns = new Set<Promise<unknown>>()
  return {
    id,
    value,
    async use(turn) {
      const running = turn(value, id)
      turns.add(running)
      try {
        return await running
      } finally {
        turns.delete(running)
      }
    },
    async retire() {
      while (turns.size > 0) await Promise.allSettled(turns)
      await close(value)
    },
  }
}
