import type { Progress } from '../../knowledge/ports.js'
import type { Job, JobFields, JobRequest } from './job.js'

/**
 * The durable jobs of one knowledge base.
 *
 * A producer may rely on this:
 * - A job that `submit` has returned is durable: a worker runs it even if every process dies right afterwards (as far as the
 *   store is durable; see the adapter).
 * - A request whose key is that of a job that has not begun is merged into that job, and the result says so. A job that has
 *   begun takes no more requests, not even while it waits for another attempt, because it may have read its input.
 * - Due jobs start in the order of the requests. A job that waits for its next attempt lets others go first.
 * - A finished job can be inspected for a while: the last hundred are kept.
 *
 * A worker may rely on this:
 * - Only one job of a knowledge base runs at a time, however many workers there are.
 * - A handler is called at least once per job, always with the same job id, and one result is recorded. If it is killed between
 *   the end of its work and the record, it is called again. If it loses its connection to the store, it may still run for a
 *   moment when another worker begins. So a handler keeps finished work under the job's id, finds it there the next time, and
 *   guards its writes with a lock of the data folder.
 * - A failure that another attempt may cure is retried with growing delays; bad input is not (see retry.ts).
 *
 * Absent on purpose: priorities, dependencies between jobs, jobs at a given moment, stopping a running job, events (poll
 * `inspect`: a retraining takes seconds to minutes), and any guarantee about the time between request and start.
 */
export interface JobQueue {
  readonly knowledgeBase: string

  /** @throws {KnowledgeError} BAD_INPUT, QUEUE_UNAVAILABLE, DISK_FULL; the job was then not accepted */
  submit(request: JobRequest): Promise<Submitted>

  /** The job; null when there is none with this id, or no longer. */
  inspect(id: string): Promise<Job | null>

  /** Every job, in the order of the requests. */
  list(): Promise<readonly Job[]>

  /** Removes a waiting job completely. */
  cancel(id: string): Promise<Cancellation>

  /**
   * Submits a job at every moment of the pattern. Replaces the schedule of that name; an unchanged schedule is left alone.
   * Moments that pass while no worker runs are made up for once, when a worker starts.
   *
   * @throws {KnowledgeError} BAD_INPUT when the pattern or the time zone is invalid
   */
  schedule(schedule: Schedule): Promise<void>

  /** @returns whether there was one */
  unschedule(name: string): Promise<boolean>

  schedules(): Promise<readonly PlannedSchedule[]>

  /**
   * Starts a worker, which runs jobs and keeps the schedules until it is stopped. Several workers may run, in this process or
   * others. A worker waits for a store that is unavailable.
   */
  work(handler: JobHandler): Promise<JobWorker>

  /** Stops this queue's workers and closes the connection to the store. */
  close(): Promise<void>
}

export interface Submitted {
  readonly job: Job
  /** whether the request was merged into an existing job that had not begun */
  readonly merged: boolean
}

/** `running` and `finished` jobs are not changed. */
export type Cancellation = 'cancelled' | 'running' | 'finished' | 'unknown'

export interface Schedule {
  /** small letters, digits and hyphens */
  readonly name: string
  /** five fields (minute hour day month weekday), or six with seconds first */
  readonly cron: string
  /** e.g. `Europe/Madrid` */
  readonly timeZone: string
  readonly request: JobRequest
}

export interface PlannedSchedule extends Schedule {
  /** ISO 8601, UTC */
  readonly nextAt: string
}

/**
 * Does the work of one attempt. Throwing fails the attempt. After `signal` was aborted, the handler finishes its current step
 * and hands the job back: the job then waits for another worker, and no attempt counts as failed.
 */
export type JobHandler = (job: Job, attempt: Attempt) => Promise<Handled>

export interface Attempt {
  /** aborted when the worker must stop or has lost the job */
  readonly signal: AbortSignal
  readonly report: Progress
}

export type Handled = { readonly kind: 'done'; readonly result: JobFields } | { readonly kind: 'handed-back' }

export interface JobWorker {
  /**
   * Starts no more jobs and asks the handler to end. A handler that does not end within the grace is abandoned: another worker
   * takes its job over later, as if this process had died, so the process should end soon.
   */
  stop(): Promise<void>
}
