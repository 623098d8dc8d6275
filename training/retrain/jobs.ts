import type { Installation } from '../installation.js'
import type { Job } from '../queue/job.js'
import type { Cancellation, PlannedSchedule } from '../queue/job-queue.js'
import { withQueue } from '../queue/with-queue.js'

export interface JobList {
  /** those that wait, run and have ended, in the order of asking */
  readonly jobs: readonly Job[]
  readonly schedules: readonly PlannedSchedule[]
}

/** @throws {KnowledgeError} QUEUE_UNAVAILABLE */
export async function listJobs({ openQueue }: Pick<Installation, 'openQueue'>): Promise<JobList> {
  return withQueue(openQueue, async (queue) => {
    const [jobs, schedules] = await Promise.all([queue.list(), queue.schedules()])
    return { jobs, schedules }
  })
}

/**
 * Takes a job away that waits.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE
 */
export async function cancelJob(
  { openQueue }: Pick<Installation, 'openQueue'>,
  { id }: { readonly id: string },
): Promise<Cancellation> {
  return withQueue(openQueue, (queue) => queue.cancel(id))
}
