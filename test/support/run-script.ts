import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { packagePath } from '../../knowledge/basics/package-path.js'

export interface Ended {
  /** on stdout */
  readonly said: string
  /** whether SIGKILL ended it; otherwise it ended with status 0 */
  readonly killed: boolean
}

/**
 * Runs a script of this folder with dist/ and these arguments, until it ends or is killed.
 *
 * @param killAfterMs kills it this long after its first output
 * @throws when it ends with another status than 0
 */
export async function runScript(
  name: string,
  args: readonly (string | number)[],
  { killAfterMs }: { readonly killAfterMs?: number } = {},
): Promise<Ended> {
  const given = [packagePath('test', 'support', name), packagePath('dist'), ...args.map(String)]
  const child = spawn(process.execPath, given, { stdio: ['ignore', 'pipe', 'inherit'] })
  const closed = once(child, 'close')
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    said += text
  })
  if (killAfterMs !== undefined) {
    await Promise.race([once(child.stdout, 'data'), closed])
    await sleep(killAfterMs)
    child.kill('SIGKILL')
  }
  const [status, signal] = await closed
  const killed = signal === 'SIGKILL'
  if (!killed && status !== 0) throw new Error(`${name} ended with ${status ?? signal}`)
  return { said, killed }
}
