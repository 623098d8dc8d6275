import { errorCode } from '../../knowledge/errors.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import type { Document } from '../../knowledge/store/document.js'
import type { AcquiredLock, Acquiring, LostLock } from '../../knowledge/store/lock.js'
import { fieldsSchema } from '../queue/job.js'
import {
  type AttemptEnd,
  endAttempt,
  type JobDocument,
  type JobRecord,
  jobOf,
  keepSchedules,
  recoverStalled,
  setProgress,
  takeUp,
} from '../queue/job-document.js'
import type { JobHandler, JobWorker } from '../queue/job-queue.js'
import { latestProgress } from '../queue/latest-progress.js'
import {
  ATTEMPT_FAILED,
  failureOf,
  isLastAttempt,
  isWorthRetrying,
  JOB_FAILED,
  type RetryPolicy,
} from '../queue/retry.js'
import { withinGrace } from './within-grace.js'

const LOSSES: Readonly<Record<LostLock, string>> = {
  'taken-over': 'another worker has taken over, because this one did not report for too long',
  removed: 'the folder of the locks was removed; no job is taken up until it is back',
  lapsed: 'this worker did not report for too long; it begins again',
}

export interface InlineWorkerOptions {
  readonly document: Document<JobDocument>
  /** takes the lock that the one active worker holds */
  readonly acquire: (acquiring: Acquiring) => Promise<AcquiredLock>
  readonly knowledgeBase: string
  readonly handler: JobHandler
  readonly clock: Clock
  readonly logger: Logger
  readonly retry: RetryPolicy
  readonly lostAfterMs: number
  readonly stopGraceMs: number
}

export interface InlineWorker extends JobWorker {
  /** Looks for work at once. */
  wake(): void
}

/** How often the worker looks for jobs from other processes and for scheduled moments. */
const LOOK_EVERY_MS = 1_000
/** Pause after a disk error. */
const TROUBLE_PAUSE_MS = 5_000

/** Works on the jobs of a document until it is stopped. */
export function startInlineWorker(options: InlineWorkerOptions): InlineWorker {
  const { document, acquire, knowledgeBase, handler, clock, logger, retry, lostAfterMs, stopGraceMs } = options
  const rest = createRest()
  let stopping = false
  let attemptUnderWay: AbortController | null = null

  const ended = run()
  return {
    wake: rest.end,
    async stop() {
      stopping = true
      attemptUnderWay?.abort()
      rest.end()
      const inTime = await withinGrace(ended, stopGraceMs)
      if (!inTime)
        logger.warn({ graceMs: stopGraceMs }, 'the running job did not end in time; another worker takes it over later')
    },
  }

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        await workWhileHeld()
      } catch (error) {
        logger.error({ err: error }, 'the worker cannot use the job queue; it tries again')
        await rest.begin(TROUBLE_PAUSE_MS)
      }
      if (!stopping) await rest.begin(LOOK_EVERY_MS)
    }
  }

  /** Takes the lock and works until the worker is stopped or loses the lock. Returns at once when another worker holds it. */
  async function workWhileHeld(): Promise<void> {
    const lock = await acquireUnlessHeld((loss) => {
      attemptUnderWay?.abort()
      logger.warn({}, LOSSES[loss])
    })
    if (lock === null) return
    try {
      // The previous holder of the lock is gone: jobs marked as running are its unfinished work.
      for (const id of await giveUpStalled()) logger.error({ code: 'JOB_STALLED', job: id }, JOB_FAILED)
      while (!stopping && lock.isHeld()) {
        const record = await takeNext()
        if (record !== null) await attempt(record, lock)
        else await rest.begin(LOOK_EVERY_MS)
      }
    } finally {
      await lock.release()
    }
  }

  /** @returns the jobs on which too many workers have died */
  function giveUpStalled(): Promise<readonly string[]> {
    return document.update((current) => {
      const next = recoverStalled(current, clock.now())
      const failed = next.jobs.filter((job) => job.state.kind === 'failed' && !current.jobs.includes(job))
      return { next, outcome: failed.map(({ id }) => id) }
    })
  }

  async function acquireUnlessHeld(onLost: (loss: LostLock) => void): Promise<AcquiredLock | null> {
    try {
      return await acquire({ kind: 'standby', onLost, staleMs: lostAfterMs })
    } catch (error) {
      if (errorCode(error) === 'DATA_FOLDER_BUSY') return null
      throw error
    }
  }

  /** Reads before it locks, because it mostly finds nothing to do. */
  async function takeNext(): Promise<JobRecord | null> {
    const look = (current: JobDocument) => takeUp(keepSchedules(current, clock.now()), clock.now(), retry)
    const seen = await document.read()
    return look(seen).next === seen ? null : document.update(look)
  }

  async function attempt(record: JobRecord, lock: AcquiredLock): Promise<void> {
    const controller = new AbortController()
    attemptUnderWay = controller
    if (stopping) controller.abort()
    const progress = latestProgress(clock, (latest) => change((current) => setProgress(current, record, latest)))
    const end = await outcomeOf(record, controller.signal, progress.report)
    attemptUnderWay = null
    await progress.end()
    // Retries until the result is recorded; otherwise the job would be done a second time.
    while (lock.isHeld()) {
      try {
        return await change((current) => endAttempt(current, record, end, clock.now(), retry))
      } catch (error) {
        if (stopping) throw error
        logger.error({ err: error, job: record.id }, 'the result of a job cannot be recorded; the worker tries again')
        await rest.begin(TROUBLE_PAUSE_MS)
      }
    }
  }

  async function outcomeOf(
    record: JobRecord,
    signal: AbortSignal,
    report: ReturnType<typeof latestProgress>['report'],
  ): Promise<AttemptEnd> {
    try {
      const handled = await handler(jobOf(record, knowledgeBase), { signal, report })
      return handled.kind === 'done' ? { kind: 'done', result: fieldsSchema.parse(handled.result) } : handled
    } catch (error) {
      const fields = { err: error, job: record.id, attempt: record.begun }
      if (isLastAttempt(error, record.failures + 1, retry)) logger.error(fields, JOB_FAILED)
      else logger.warn(fields, ATTEMPT_FAILED)
      return { kind: 'failed', failure: failureOf(error), worthRetrying: isWorthRetrying(error) }
    }
  }

  function change(by: (current: JobDocument) => JobDocument): Promise<void> {
    return document.update((current) => ({ next: by(current), outcome: undefined }))
  }
}

/** A pause that can be cut short. */
function createRest() {
  let end = () => {}
  return {
    begin(longestMs: number): Promise<void> {
      return new Promise((resolve) => {
        const timer = setTimeout(resolve, longestMs)
        end = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    },
    end: () => end(),
  }
}
