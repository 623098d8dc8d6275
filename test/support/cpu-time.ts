/**
 * What a work takes of the processor, in milliseconds. On a busy machine that hardly grows, as the time that passes
 * does; so a test can tell work that grows with its input from work that explodes.
 */
export async function cpuMsOf(work: () => unknown): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}
