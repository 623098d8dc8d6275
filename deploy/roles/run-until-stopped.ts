import pTimeout from 'p-timeout'
import type { Logger } from '../../knowledge/ports.js'

/** Timeout of a stop. Everything that must survive is already on disk. */
const LONGEST_STOP_MS = 10_000
/** After the stop, open handles such as a call to a server that does not respond delay the end of the process no longer than this. */
const LINGER_MS = 500

interface Shutdown {
  readonly stop: () => Promise<void>
  readonly logger: Logger
  /** called when a stop is requested */
  readonly onStopping: () => void
}

/**
 * Waits for a signal to stop (Ctrl-C, SIGTERM) and resolves when the server has stopped. A second signal ends the process at once with
 * the signal's own status. An uncaught error is logged and ends it with 70, because its state is unknown. After the stop the process
 * ends, even when something is still open.
 *
 * @returns 0 after a clean stop, 70 after one that failed or took too long
 */
export async function runUntilStopped({ stop, logger, onStopping }: Shutdown): Promise<0 | 70> {
  const die = (error: unknown) => {
    logger.error({ err: error }, 'unexpected error, the server ends')
    process.exit(70)
  }
  process.once('uncaughtException', die)
  process.once('unhandledRejection', die)
  await nextSignal()
  onStopping()
  for (const [signal, number] of SIGNALS) process.on(signal, () => process.exit(128 + number))
  try {
    const message = `stopping took longer than ${LONGEST_STOP_MS} ms`
    await pTimeout(stop(), { milliseconds: LONGEST_STOP_MS, message })
    logger.info({}, 'stopped')
    return 0
  } catch (error) {
    logger.error({ err: error }, 'did not stop cleanly')
    return 70
  } finally {
    // The caller has set the returned exit status by then.
    setTimeout(() => process.exit(), LINGER_MS).unref()
  }
}

const SIGNALS = [
  ['SIGINT', 2],
  ['SIGTERM', 15],
] as const

async function nextSignal(): Promise<void> {
  await new Promise<void>((resolve) => {
    const arrived = () => {
      for (const [signal] of SIGNALS) process.off(signal, arrived)
      resolve()
    }
    for (const [signal] of SIGNALS) process.on(signal, arrived)
  })
}
