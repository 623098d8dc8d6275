import type { Clock, Logger } from '../../knowledge/ports.js'
import { believeClock } from '../../knowledge/records/trusted-time.js'
import type { AppendLog } from '../../knowledge/store/log.js'
import type { Store } from '../../knowledge/store/store.js'

const DAY_MS = 24 * 60 * 60 * 1_000

export interface Retention {
  readonly store: Store
  readonly logs: readonly Pick<AppendLog<unknown>, 'dropBefore'>[]
  readonly days: number
  readonly clock: Clock
  readonly logger: Logger
}

/**
 * Drops entries that are older than the retention time, now and once a day; nothing while the clock is doubted. A failure is logged and
 * retried the next day; citizens are answered meanwhile.
 *
 * @returns once the clock has been looked at, which has to come before this run records anything: a function that stops it and waits
 * for the dropping under way
 */
export async function keepWithinRetention({
  store,
  logs,
  days,
  clock,
  logger,
}: Retention): Promise<() => Promise<void>> {
  const isBelieved = async (now: Date) => {
    try {
      await believeClock(store, now)
      return true
    } catch (err) {
      logger.error({ err, days }, 'no old entries are dropped')
      return false
    }
  }
  const drop = async (now: Date) => {
    const oldest = new Date(now.getTime() - days * DAY_MS)
    for (const log of logs) {
      await log
        .dropBefore(oldest)
        .catch((err: unknown) => logger.error({ err, days }, 'old entries could not be dropped'))
    }
  }
  const now = clock.now()
  let running = (await isBelieved(now)) ? drop(now) : Promise.resolve()
  const timer = setInterval(() => {
    running = (async () => {
      const later = clock.now()
      if (await isBelieved(later)) await drop(later)
    })()
  }, DAY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}
