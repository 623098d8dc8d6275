/**
 * Looks again and again, never twice at a time; the next look comes `everyMs` after the last has ended.
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
    // The listening server keeps the process alive, not the look at a file.
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
