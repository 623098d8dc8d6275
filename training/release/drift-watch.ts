import type { TrialMetrics } from '../../bot/trial-metrics.js'
import { driftValues } from '../../evaluation/drift/drift.js'
import { errorCode } from '../../knowledge/errors.js'
import type { Logger } from '../../knowledge/ports.js'
import { poll } from '../../knowledge/store/poll.js'
import { checkDrift, type DriftParts, driftText } from './drift-check.js'

const EVERY_MS = 5 * 60 * 1_000
/** Late enough not to slow a start down. */
const FIRST_MS = 15_000

export interface DriftWatchOptions extends DriftParts {
  readonly logger: Logger
  readonly metrics: Pick<TrialMetrics, 'driftChecked'>
  readonly everyMs?: number
}

/**
 * Checks for drift every few minutes. A failed check is logged and made up for by the next: citizens are answered meanwhile.
 *
 * @returns what stops it, once the check under way has ended
 */
export function watchDrift(options: DriftWatchOptions): () => Promise<void> {
  const { logger, metrics, everyMs = EVERY_MS } = options
  const onBreach: DriftParts['onBreach'] = (verdict) => {
    logger.warn({ alarms: verdict.alarms, ...verdict.figures }, driftText(verdict))
    options.onBreach(verdict)
  }
  const stopping = new AbortController()
  // A stop does not wait until all golden cases have been asked.
  const withSearcher: DriftParts['withSearcher'] = (version, work) =>
    options.withSearcher(version, ({ snapshot, search }) =>
      work({
        snapshot,
        search(question) {
          stopping.signal.throwIfAborted()
          return search(question)
        },
      }),
    )
  const look = async () => {
    try {
      const check = await checkDrift({ ...options, withSearcher, onBreach })
      metrics.driftChecked(driftValues(check.figures), check.alarms)
    } catch (err) {
      if (!stopping.signal.aborted) logger.error({ code: errorCode(err), err }, 'drift could not be checked')
    }
  }
  let first = Promise.resolve()
  const timer = setTimeout(() => {
    first = look()
  }, FIRST_MS)
  timer.unref()
  const polling = poll(look, everyMs)
  return async () => {
    stopping.abort()
    clearTimeout(timer)
    await first
    await polling.stop()
  }
}
