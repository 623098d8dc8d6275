import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Logger } from '../../../knowledge/ports.js'
import { connectRedis } from '../../../training/adapters/redis-connection.js'
import { freePort, startRedis } from '../../support/redis.js'
import { requireOrSkip } from '../../support/requirements.js'

function recorder() {
  const lines: { readonly level: string; readonly fields: unknown; readonly message: string }[] = []
  const at = (level: string) => (fields: unknown, message: string) => void lines.push({ level, fields, message })
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { logger, lines }
}

/** Everything that a log line or a screen could show of an error, own fields and causes included. */
function everyWord(error: unknown): string {
  const seen: unknown[] = []
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    seen.push(cause.message, cause.stack, 'hint' in cause ? cause.hint : '')
  }
  return seen.join('\n')
}

describe('a Redis that is not there', () => {
  it('is named without the login', async () => {
    const { logger, lines } = recorder()
    const port = await freePort()
    const url = `redis://clerk:s3cret-word@127.0.0.1:${port}/0`

    const error = await connectRedis(url, 'worker', logger).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: `no answer from the Redis at 127.0.0.1:${port}`,
      hint: expect.stringContaining('REDIS_URL'),
    })
    expect(everyWord(error) + JSON.stringify(lines)).not.toContain('s3cret-word')
  })
})

/** A server too old to be had any more: it says so when asked, as it would. */
async function oldRedis(version: string): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const info = `# Server\r\nredis_version:${version}\r\n`
    socket.on('data', (data) => {
      for (const command of data.toString().match(/\$\d+\r\n(info|client|hello|ping)\r\n/gi) ?? []) {
        socket.write(/info/i.test(command) ? `$${info.length}\r\n${info}\r\n` : '+OK\r\n')
      }
    })
    socket.on('error', () => undefined)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })
  const address = server.address()
  return `redis://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}

describe('a Redis that is too old', () => {
  it.each(['6.0.16', '5.0.14', '2.8.0'])('%s is refused with what is wanted', async (version) => {
    const url = await oldRedis(version)
    await expect(connectRedis(url, 'asker', recorder().logger)).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: `the Redis at ${new URL(url).host} is version ${version}, wanted is 6.2 or later`,
    })
  })

  it('is none at 6.2', async () => {
    const redis = await connectRedis(await oldRedis('6.2.0'), 'asker', recorder().logger)
    redis.disconnect()
  })
})

requireOrSkip('redis')('a real Redis', () => {
  it('that wants another login is told from one that is away', async () => {
    const redis = await startRedis(['--requirepass', 'right-word'])
    onTestFinished(redis.remove)
    const { logger, lines } = recorder()
    const { host } = new URL(redis.url)

    for (const login of ['', ':wrong-word@', 'clerk:wrong-word@']) {
      const error = await connectRedis(`redis://${login}${host}`, 'asker', logger).catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'QUEUE_UNAVAILABLE', message: `the Redis at ${host} refuses this login` })
      expect(everyWord(error) + JSON.stringify(lines)).not.toContain('wrong-word')
    }
    const connected = await connectRedis(`redis://:right-word@${host}`, 'asker', logger)
    connected.disconnect()
  })

  it('that may forget jobs is warned of', async () => {
    const redis = await startRedis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'])
    onTestFinished(redis.remove)
    const { logger, lines } = recorder()
    const connected = await connectRedis(redis.url, 'asker', logger)
    connected.disconnect()

    expect(lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'warn: this Redis may throw jobs away when its memory is full; set maxmemory-policy noeviction',
      'warn: this Redis may forget jobs when it dies; set appendonly yes',
    ])
  })

  it('that goes away and comes back is mentioned twice, however long it takes', async () => {
    const redis = await startRedis()
    onTestFinished(redis.remove)
    const { logger, lines } = recorder()
    const connected = await connectRedis(redis.url, 'worker', logger)
    onTestFinished(() => connected.disconnect())
    await redis.kill()
    const pong = connected.ping()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await redis.restart()

    expect(await pong).toBe('PONG')
    expect(lines.map(({ message }) => message)).toEqual(['Redis is away', 'Redis is back'])
  })
})
