import type { JobQueue } from './job-queue.js'

/**
 * Opens the queue, runs `work` and closes the queue.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE, and any error of `work`
 */
export async function withQueue<T>(
  openQueue: () => Promise<JobQueue>,
  work: (queue: JobQueue) => Promise<T>,
): Promise<T> {
  const queue = await openQueue()
  try {
    return await work(queue)
  } finally {
    await queue.close()
  }
}
