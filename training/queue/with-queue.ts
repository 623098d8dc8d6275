import type { JobQueue } from './job-queue.js'

/**
 * Works with the queue, and lets go of it.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE, and whatever `work` throws
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
