import type { Clock, Logger } from '../../knowledge/ports.js'
import type { RetryPolicy } from './retry.js'

/** What a queue is opened with, wherever it keeps its jobs. */
export interface QueueOptions {
  readonly knowledgeBase: string
  readonly clock: Clock
  readonly logger: Logger
  readonly retry?: RetryPolicy
  /** a worker that has not been heard of for so long is taken for dead, at least 2,000; a step may block it for a quarter of that */
  readonly lostAfterMs?: number
  /** how long a stop waits for the handler */
  readonly stopGraceMs?: number
}
