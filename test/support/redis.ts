import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { requirementPath } from './requirements.js'

/** A Redis for one test, on a free port, with its data in a temporary folder. */
export interface TestRedis {
  readonly url: string
  /** Like a power cut: nothing more is written. */
  kill(): Promise<void>
  /** Starts it again on the same port, with the data on disk. */
  restart(): Promise<void>
  /** Deletes all data. */
  empty(): Promise<void>
  /** Runs one of Redis's own commands. */
  command(name: string, ...given: readonly string[]): Promise<void>
  /** Ends it and removes its folder. */
  remove(): Promise<void>
}

/** Starts redis-server with an append-only file that is flushed at every change. */
export async function startRedis(options: readonly string[] = []): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'ventanilla-redis-'))
  const port = await freePort()
  const durable = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', '']
  const start = () =>
    spawn(
      requirementPath('redis'),
      ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, ...durable, ...options],
      { stdio: 'ignore' },
    )
  let child = start()
  // Also when a test was interrupted before it registered its cleanup.
  process.once('exit', () => child.kill('SIGKILL'))
  await answering(port, child)
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      child = start()
      await answering(port, child)
    },
    async command(name, ...given) {
      const redis = new Redis(port)
      await redis.call(name, ...given)
      redis.disconnect()
    },
    async empty() {
      const redis = new Redis(port)
      await redis.flushall()
      redis.disconnect()
    },
    async remove() {
      await kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** A port that nothing listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function answering(port: number, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`redis-server ended with ${child.exitCode}`)
    // A Redis that requires a password is up as well; one that still loads its file answers LOADING.
    if (/^(\+PONG|-NOAUTH)/.test(await ping(port))) return
    await sleep(20)
  }
}

/** Its answer; empty while it is not up. */
async function ping(port: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  try {
    return await new Promise<string>((resolve) => {
      socket.once('error', () => resolve(''))
      socket.once('close', () => resolve(''))
      socket.once('data', (data) => resolve(data.toString()))
      socket.write('PING\r\n')
    })
  } finally {
    socket.destroy()
  }
}
