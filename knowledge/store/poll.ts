/**
 * Calls `look` repeatedly, never concurrently: each call starts `everyMs` after the previous one has ended.
 *
 * @param look must not reject
 */
export function poll(look: () => Promise<void>, everyMs: number): { stop(): Promise<void> } {
  let stopped = false
  let running = Promise.resolve()
  let timer: NodeJS.Timeout
  const schedule = () => {
    timer = setTimeout(() => {
      running = look().finally(() => {
        if (!stopped) schedule()
      })
    }, everyMs)
    // The listening server keeps the process alive, not this timer.
    timer.unref()
  }
  schedule()
  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      await running
    },
  }
}
