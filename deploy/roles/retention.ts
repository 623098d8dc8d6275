import type { Clock, Logger } from '../../knowledge/ports.js'
import type { AppendLog } from '../../knowledge/store/log.js'

const DAY_MS = 24 * 60 * 60 * 1_000

export interface Retention {
  readonly logs: readonly Pick<AppendLog<unknown>, 'dropBefore'>[]
  readonly days: number
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Drops entries that are older than the retention time, now and once a day. A failure is logged and retried the next day; citizens are
 * answered meanwhile.
 *
 * @returns a function that stops it and waits for the dropping under way
 */
export function keepWithinRetention({ logs, days, clock, logger }: Retention): () => Promise<void> {
  const drop = async () => {
    const oldest = new Date(clock.now().getTime() - days * DAY_MS)
    for (const log of logs) {
      await log
        .dropBefore(oldest)
        .catch((err: unknown) => logger.error({ err, days }, 'old entries could not be dropped'))
    }
  }
  let running = drop()
  const timer = setInterval(() => {
    running = drop()
  }, DAY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
