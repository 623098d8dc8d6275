import pTimeout from 'p-timeout'

/** Waits for the work, but not longer than the grace. Work that fails counts as ended. @returns whether it ended in time */
export function withinGrace(work: Promise<unknown>, graceMs: number): Promise<boolean> {
  const ended = work.then(
    () => true,
    () => true,
  )
  return pTimeout(ended, { milliseconds: graceMs, fallback: () => false })
}
