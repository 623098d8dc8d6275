import type { Clock, Progress } from '../../knowledge/ports.js'
import type { JobProgress } from './job.js'

const LEAST_PAUSE_MS = 500

export interface LatestProgress {
  readonly report: Progress
  /** Waits for what is being written. Nothing is written afterwards. */
  end(): Promise<void>
}

/**
 * Writes down how far a job has come: the newest word only, one at a time and not more often than twice a second, whatever
 * the number of reports. What cannot be written is left out: progress is for the eye, and the next report makes up for it.
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
