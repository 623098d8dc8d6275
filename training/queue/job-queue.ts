import type { Progress } from '../../knowledge/ports.js'
import type { Job, JobFields, JobRequest } from './job.js'

/**
 * The jobs of one knowledge base, kept until they are done.
 *
 * A producer may rely on this:
 * - A job that `submit` has answered for is durable: it is worked on even if every process dies right afterwards (as far as
 *   the store keeps its word; see the adapter).
 * - The same request made again while a job with its key has not yet begun is merged into that job, and the answer says so.
 *   A job that has begun is never merged into, not even while it waits for another attempt: it may have read its input.
 * - Jobs that are due are taken up in the order of asking; one that waits for its next attempt lets others go first.
 * - A finished job can be inspected for a while: the last hundred are kept.
 *
 * A worker may rely on this:
 * - One job of a knowledge base is worked on at a time, however many workers there are.
 * - A handler is called at least once per job, always with the same job id, and one result is recorded. Killed between the
 *   end of its work and the record, it is called again; cut off from the store, it may for a moment still be at work when
 *   another worker begins. So a handler keeps what it has finished under the job's id, finds it there the next time, and
 *   guards what it writes with a lock of the data folder.
 * - A failure that another attempt may cure is tried again, ever later; bad input is not (see retry.ts).
 *
 * Absent on purpose: priorities, jobs that wait for other jobs, jobs at a given moment, stopping a job under way, events
 * (ask `inspect` again: a retraining takes seconds to minutes), and any promise about the time between asking and beginning.
 */
export interface JobQueue {
  readonly knowledgeBase: string

  /** @throws {KnowledgeError} BAD_INPUT, QUEUE_UNAVAILABLE, DISK_FULL; the job was then not taken on */
  submit(request: JobRequest): Promise<Submitted>

  /** The job, or null when there is none with this id, or none any more. */
  inspect(id: string): Promise<Job | null>

  /** Every job there is, in the order of asking. */
  list(): Promise<readonly Job[]>

  /** Takes a waiting job away; nothing of it remains. */
  cancel(id: string): Promise<Cancellation>

  /**
   * Asks for a job again and again. Replaces the schedule of that name; the same schedule set again changes nothing. A
   * moment that passes while no worker runs is made up for once, when one does.
   *
   * @throws {KnowledgeError} BAD_INPUT when the pattern or the time zone is none
   */
  schedule(schedule: Schedule): Promise<void>

  /** @returns whether there was one */
  unschedule(name: string): Promise<boolean>

  schedules(): Promise<readonly PlannedSchedule[]>

  /**
   * Begins to work, and keeps the schedules, until the worker is stopped. More than one worker may be at it, in this process
   * or others. A store that goes away is waited for.
   */
  work(handler: JobHandler): Promise<JobWorker>

  /** Stops this queue's workers and lets go of the store. */
  close(): Promise<void>
}

export interface Submitted {
  readonly job: Job
  /** the job was there already and had not begun: this request was merged into it */
  readonly merged: boolean
}

/** `running` and `finished` jobs are left as they are. */
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
 * Does the work of one attempt. Throwing fails the attempt; handing back is what to do after `signal` was aborted, once the
 * step under way is finished: the job then waits for another worker and no attempt is counted as failed.
 */
export type JobHandler = (job: Job, attempt: Attempt) => Promise<Handled>

export interface Attempt {
  /** aborted when the worker is to stop or has lost the job */
  readonly signal: AbortSignal
  readonly report: Progress
}

export type Handled = { readonly kind: 'done'; readonly result: JobFields } | { readonly kind: 'handed-back' }

export interface JobWorker {
  /**
   * Takes up no more jobs and asks the handler to come to an end. One that has not by the end of the grace is left to
   * itself: its job is taken over later, as if this process had died, so the process should end soon.
   */
  stop(): Promise<void>
}
