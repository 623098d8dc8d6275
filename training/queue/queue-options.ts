import type { Clock, Logger } from '../../knowledge/ports.js'
import type { RetryPolicy } from './retry.js'

/** Options of every queue, wherever it keeps its jobs. */
export interface QueueOptions {
  readonly knowledgeBase: string
  readonly clock: Clock
  readonly logger: Logger
  readonly retry?: RetryPolicy
  /** a worker that does not report for so long counts as dead; at least 2,000; a step may block it for a quarter of that */
  readonly lostAfterMs?: number
  /** how long a stop waits for the handler */
  readonly stopGraceMs?: number
}
