import type { Installation } from '../../training/installation.js'
import type { JobQueue } from '../../training/queue/job-queue.js'
import type { Config } from '../settings/config.js'

/** Short, because the work itself runs in a process of its own: nothing blocks a living worker from sending heartbeats. */
const LOST_AFTER_MS = 20_000

/**
 * The job queue of this installation: on Redis when REDIS_URL is set, otherwise in the data folder.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE
 */
export async function openJobQueue(
  config: Config,
  { store, clock, logger }: Pick<Installation, 'store' | 'clock' | 'logger'>,
): Promise<JobQueue> {
  const { REDIS_URL: url, VENTANILLA_KNOWLEDGE_BASE: knowledgeBase } = config.values
  const shared = { knowledgeBase, clock, logger, lostAfterMs: LOST_AFTER_MS }
  if (url === null) {
    const { openInlineQueue } = await import('../../training/adapters/inline-queue.js')
    return openInlineQueue({ ...shared, store })
  }
  const { openBullmqQueue } = await import('../../training/adapters/bullmq-queue.js')
  return openBullmqQueue({ ...shared, url })
}
