/** Preloaded into the server under test: answers every message of the benchmark with its memory after a collection of garbage. */
process.on('message', () => {
  for (let round = 0; round < 3; round++) (globalThis as { gc?: () => void }).gc?.()
  process.send?.(process.memoryUsage())
})
// The server must end as it does without the benchmark.
process.channel?.unref()
