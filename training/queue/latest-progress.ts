import type { Clock, Progress } from '../../knowledge/ports.js'
import type { JobProgress } from './job.js'

const LEAST_PAUSE_MS = 500

export interface LatestProgress {
  readonly report: Progress
  /** Waits for the write in progress. Nothing is written afterwards. */
  end(): Promise<void>
}

/**
 * Stores the progress of a job: only the newest report, one write at a time and at most twice a second within a step, whatever
 * the number of reports. Failed writes are ignored, because progress is only shown to people and the next report replaces it.
 */
export function latestProgress(clock: Clock, write: (progress: JobProgress) => Promise<void>): LatestProgress {
  let newest: JobProgress | null = null
  let writing: Promise<void> | null = null
  let writtenAtMs = Number.NEGATIVE_INFINITY
  let writtenStep = ''
  let ended = false

  const writeNewest = async () => {
    while (newest !== null && !ended) {
      const progress = newest
      newest = null
      writtenAtMs = clock.now().getTime()
      writtenStep = progress.step
      await write(progress).catch(() => undefined)
    }
    writing = null
  }
  return {
    report(step, done, total) {
      if (ended) return
      newest = { step, done, total }
      const early = Math.abs(clock.now().getTime() - writtenAtMs) < LEAST_PAUSE_MS
      if (writing === null && (!early || step !== writtenStep)) writing = writeNewest()
    },
    async end() {
      ended = true
      await writing
    },
  }
}
