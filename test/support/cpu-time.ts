/**
 * Processor time of some work, in milliseconds. Unlike elapsed time it hardly grows on a busy machine, so a test can
 * distinguish work that grows with its input from work that explodes.
 */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/**
 * The least of several runs: what other work on the machine adds, it adds to some of them only.
 *
 * @param enough once a run took no longer than this, the others are left out
 */
export async function leastCpuMsOf(runs: number, work: () => unknown, enough = 0): Promise<number> {
  let least = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs && least > enough; run++) least = Math.min(least, await cpuMsOf(work))
  return least
}
