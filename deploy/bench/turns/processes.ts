import { type ChildProcess, fork } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { packagePath } from '../../../knowledge/basics/package-path.js'
import type { LoadOrder, LoadReport } from './load.js'

/** A system under load, or the one that loads it. */
export interface Running {
  readonly url: string
  /** processor time so far in milliseconds; null where the system does not tell it */
  cpuMs(): number | null
  /** resident memory as `ps` shows it, in megabytes; null where the system does not tell it */
  residentMb(): number | null
  /** Collects garbage and tells the memory that is left. Only of a server. */
  memory(): Promise<NodeJS.MemoryUsage>
  stop(): Promise<void>
}

const HERE = packagePath('dist', 'deploy', 'bench', 'turns')
/** Linux counts processor time in hundredths of a second. */
const MS_PER_TICK = 10

/** A whole Ventanilla, as an operator starts it, that has the sample knowledge base. */
export function startServer(dataFolder: string, execArgv: readonly string[] = []): Promise<Running> {
  const unlimited = '10000000'
  const child = fork(packagePath('bin', 'ventanilla.js'), ['serve'], {
    execArgv: ['--expose-gc', '--import', `${HERE}/memory-probe.js`, ...execArgv],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    // Nothing of the operator: the same server on every machine.
    env: {
      VENTANILLA_DATA: dataFolder,
      PORT: '0',
      LIMIT_REQUESTS_PER_ADDRESS_PER_MINUTE: unlimited,
      LIMIT_CONVERSATIONS_PER_ADDRESS_PER_MINUTE: unlimited,
    },
  })
  return started(child, (line) => /"url":"([^"]+)"/.exec(line)?.[1])
}

export function startEchoBot(): Promise<Running> {
  const child = fork(`${HERE}/echo-bot.js`, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  return started(child, (line) => line)
}

/** The clients, in a process of their own, so that the processor time of a server is its own. */
export function startLoad(): { run(order: LoadOrder): Promise<LoadReport>; stop(): void } {
  const child = fork(`${HERE}/load.js`, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return {
    run: (order) => replyOf(child, order),
    stop: () => void child.disconnect(),
  }
}

async function started(child: ChildProcess, urlIn: (line: string) => string | undefined): Promise<Running> {
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (status) => reject(new Error(`a process ended before it was ready, with ${status}`)))
    if (child.stdout === null) return reject(new TypeError('the output of the process is not read'))
    createInterface(child.stdout).on('line', (line) => {
      const found = urlIn(line)
      if (found !== undefined) resolve(found)
    })
  })
  return {
    url,
    cpuMs() {
      const stat = told(child, 'stat')
      // After the name, which may contain spaces, the 12th and 13th fields are user and system time.
      const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
      return fields === undefined ? null : (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
    },
    residentMb() {
      const [, kb] = /^VmRSS:\s+(\d+) kB/m.exec(told(child, 'status') ?? '') ?? []
      return kb === undefined ? null : Number(kb) / 1_000
    },
    memory: () => replyOf(child, 'memory'),
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}

function told({ pid }: ChildProcess, file: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return null
  }
}

function replyOf<T>(child: ChildProcess, message: unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    const onExit = (status: number | null) => reject(new Error(`a process ended with ${status}`))
    child.once('exit', onExit)
    child.once('message', (reply) => {
      child.off('exit', onExit)
      resolve(reply as T)
    })
    child.send(message as object)
  })
}
