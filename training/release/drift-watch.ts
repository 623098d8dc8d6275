import { type DriftSignal, type DriftVerdict, driftValues } from '../../evaluation/drift/detect-drift.js'
import { driftSaid } from '../../evaluation/words/drift-words.js'
import { englishLocale } from '../../evaluation/words/locale.js'
import { errorCode } from '../../knowledge/errors.js'
import { poll } from '../../knowledge/store/poll.js'
import type { Installation } from '../installation.js'
import { toLog } from '../records.js'
import { checkDrift, type WithSearcher } from './drift-check.js'

const EVERY_MS = 5 * 60 * 1_000
/** Late enough not to slow down the start. */
const FIRST_MS = 15_000

export interface DriftWatchOptions {
  /** uses the champion that is already loaded */
  readonly withSearcher: WithSearcher
  /** called on every check with the movement of each signal and the signals in alarm */
  readonly onChecked: (values: Readonly<Record<string, number>>, alarms: readonly DriftSignal[]) => void
  readonly everyMs?: number
}

/**
 * Checks for drift every few minutes. A failed check is logged, and the next one replaces it.
 *
 * @returns a function that stops the watch and waits for a running check
 */
export function watchDrift(
  installation: Pick<Installation, 'store' | 'clock' | 'logger' | 'opening' | 'rules' | 'openQueue'>,
  { everyMs = EVERY_MS, onChecked, ...options }: DriftWatchOptions,
): () => Promise<void> {
  const { logger } = installation
  const onBreach = (verdict: DriftVerdict) =>
    logger.warn({ alarms: verdict.alarms, ...verdict.figures }, driftSaid(verdict, englishLocale()))
  const stopping = new AbortController()
  // A stop interrupts the asking of golden cases.
  const withSearcher: WithSearcher = (version, work) =>
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
      const check = await checkDrift(installation, { onDamaged: toLog(logger), withSearcher, onBreach })
      onChecked(driftValues(check.figures), check.alarms)
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
