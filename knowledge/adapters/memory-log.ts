import type { Clock } from '../ports.js'
import type { AppendLog } from '../store/log.js'

/** A log that lives in memory as long as the process, and its reader. */
export interface MemoryLog<T> {
  readonly log: AppendLog<T>
  readonly read: () => AsyncIterable<T>
}

export function memoryLog<T>(clock: Clock): MemoryLog<T> {
  let kept: { readonly day: string; readonly entry: T }[] = []
  let closed = false
  const day = (date: Date) => date.toISOString().slice(0, 10)
  return {
    log: {
      async append(entry) {
        if (closed) throw new Error('the log is closed')
        kept.push({ day: day(clock.now()), entry: structuredClone(entry) })
      },
      async dropBefore(date) {
        kept = kept.filter((line) => line.day >= day(date))
      },
      async close() {
        closed = true
      },
    },
    async *read() {
      for (const { entry } of [...kept]) yield structuredClone(entry)
    },
  }
}
