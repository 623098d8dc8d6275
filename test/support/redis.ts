import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { requirementPath } from './requirements.js'

/** A Redis of the test's own, on a free port, with its data in a temporary folder. */
export interface TestRedis {
  readonly url: string
  /** As a power cut would: nothing more is written. */
  kill(): Promise<void>
  /** Starts it again on the same port, with what it had written. */
  restart(): Promise<void>
  /** Forgets everything. */
  empty(): Promise<void>
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
    const redis = new Redis(port, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 })
    redis.on('error', () => undefined)
    try {
      await redis.connect()
      // While it reads its file back it answers every command with an error; a protected one answers that it is up.
      const answer = await redis.ping().catch((error: Error) => (/^NOAUTH/.test(error.message) ? 'PONG' : ''))
      if (answer === 'PONG') return
    } catch {
      // not up yet
    } finally {
      redis.disconnect()
    }
    await sleep(20)
  }
}
