import type { Clock, Logger } from '../../knowledge/ports.js'
import type { Store } from '../../knowledge/store/store.js'
import { openInlineQueue } from '../../training/adapters/inline-queue.js'
import type { JobQueue } from '../../training/queue/port.js'
import type { Config } from '../settings/config.js'

export interface QueueSurroundings {
  readonly config: Config
  readonly store: Store
  readonly clock: Clock
  readonly logger: Logger
}

/** Short, because the work itself runs in a process of its own: nothing keeps a living worker from giving signs of life. */
const LOST_AFTER_MS = 20_000

/**
 * The job queue of this installation: on Redis when REDIS_URL is set, otherwise in the data folder.
 *
 * @throws {KnowledgeError} QUEUE_UNAVAILABLE
 */
export async function openJobQueue({ config, store, clock, logger }: QueueSurroundings): Promise<JobQueue> {
  const { REDIS_URL: url, VENTANILLA_KNOWLEDGE_BASE: knowledgeBase } = config.values
  const shared = { knowledgeBase, clock, logger, lostAfterMs: LOST_AFTER_MS }
  if (url === null) return openInlineQueue({ ...shared, store })
  const { openBullmqQueue } = await import('../../training/adapters/bullmq-queue.js')
  return openBullmqQueue({ ...shared, url })
}
