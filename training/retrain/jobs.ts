import type { Installation } from '../installation.js'
import type { Job } from '../queue/job.js'
import type { Cancellation, PlannedSchedule } from '../queue/job-queue.js'
import { withQueue } from '../queue/with-queue.js'

export interface JobList {
  /** waiting, running and finished jobs, in the order of the requests */
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
 * Removes a waiting job.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE
 */
export async function cancelJob(
  { openQueue }: Pick<Installation, 'openQueue'>,
  { id }: { readonly id: string },
): Promise<Cancellation> {
  return withQueue(openQueue, (queue) => queue.cancel(id))
}
