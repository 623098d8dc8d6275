import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { systemClock } from '../../../deploy/installation/system-clock.js'
import { KnowledgeError } from '../../../knowledge/errors.js'
import type { Logger } from '../../../knowledge/ports.js'
import { openBullmqQueue } from '../../../training/adapters/bullmq-queue.js'
import { connectRedis } from '../../../training/adapters/redis-connection.js'
import { manualRetrain } from '../../contracts/job-queue.js'
import { freePort, startRedis } from '../../support/redis.js'
import { requireOrSkip } from '../../support/requirements.js'

function recorder() {
  const lines: { readonly level: string; readonly fields: unknown; readonly message: string }[] = []
  const at = (level: string) => (fields: unknown, message: string) => void lines.push({ level, fields, message })
  const logger: Logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { logger, lines }
}

/** All text of an error that a log line or a screen could show, including its fields and causes. */
function everyWord(error: unknown): string {
  const seen: unknown[] = []
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    seen.push(cause.message, cause.stack, cause instanceof KnowledgeError ? JSON.stringify(cause) : '')
  }
  return seen.join('\n')
}

describe('an unreachable Redis', () => {
  it('is named without the login', async () => {
    const { logger, lines } = recorder()
    const port = await freePort()
    const url = `redis://clerk:s3cret-word@127.0.0.1:${port}/0`

    const error = await connectRedis(url, 'worker', logger).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: `no answer from the Redis at 127.0.0.1:${port}`,
      next: { do: 'start-redis' },
    })
    expect(everyWord(error) + JSON.stringify(lines)).not.toContain('s3cret-word')
  })
})

describe('what answers in place of a Redis', () => {
  it('is not said to be silent', async () => {
    const server = createHttpServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1')
    await once(server, 'listening')
    onTestFinished(() => void server.close())
    const address = server.address()
    const host = `127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
    await expect(connectRedis(`redis://${host}`, 'asker', recorder().logger)).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: `what answers at ${host} is not a Redis`,
      next: { do: 'correct-redis-url' },
    })
  })
})

/** A fake of a server version that is no longer available; it reports its version when asked. */
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

describe('a Redis address that does not end with a number', () => {
  it.each(['/abc', '/?db=abc'])('is refused before it is contacted: %s', async (path) => {
    const error = connectRedis(`redis://127.0.0.1:${await freePort()}${path}`, 'asker', recorder().logger)
    await expect(error).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: 'REDIS_URL ends with no number of a database',
    })
  })
})

describe('a Redis that is too old', () => {
  it.each(['6.0.16', '5.0.14', '2.8.0'])('%s is refused, and the error names the wanted version', async (version) => {
    const url = await oldRedis(version)
    await expect(connectRedis(url, 'asker', recorder().logger)).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: `the Redis at ${new URL(url).host} is version ${version}, wanted is 6.2 or later`,
    })
  })

  it('does not include 6.2', async () => {
    const redis = await connectRedis(await oldRedis('6.2.0'), 'asker', recorder().logger)
    redis.disconnect()
  })
})

requireOrSkip('redis')('a real Redis', () => {
  it('that refuses the login gives another error than an unreachable one', async () => {
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

  it('that has no room for more clients is not said to be silent', async () => {
    const redis = await startRedis(['--maxclients', '1'])
    onTestFinished(redis.remove)
    const { host, port } = new URL(redis.url)
    const first = new Redis(Number(port))
    onTestFinished(() => first.disconnect())
    // Redis may still count the client that waited for its start.
    await expect.poll(() => first.ping()).toBe('PONG')
    const full = await connectRedis(redis.url, 'asker', recorder().logger).catch((thrown: unknown) => thrown)
    expect(full).toMatchObject({ code: 'QUEUE_UNAVAILABLE' })
    expect(everyWord(full)).toMatch(new RegExp(`the Redis at ${host} (closes the connection|refuses: ERR max number)`))
  })

  it('that refuses for another reason is quoted, without the words of a login', async () => {
    const redis = await startRedis(['--rename-command', 'INFO', ''])
    onTestFinished(redis.remove)
    await expect(connectRedis(redis.url, 'asker', recorder().logger)).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: `the Redis at ${new URL(redis.url).host} refuses: ERR unknown command 'info'`,
      next: { do: 'heed-redis' },
    })
  })

  it('without the named database is refused, and no other database is used', async () => {
    const redis = await startRedis()
    onTestFinished(redis.remove)
    const { host } = new URL(redis.url)
    for (const path of ['/99', '/?db=99']) {
      await expect(connectRedis(`${redis.url}${path}`, 'worker', recorder().logger)).rejects.toMatchObject({
        code: 'QUEUE_UNAVAILABLE',
        message: `the Redis at ${host} has no database 99`,
        next: { do: 'correct-database-number' },
      })
    }
    const connected = await connectRedis(`${redis.url}/3`, 'worker', recorder().logger)
    onTestFinished(() => connected.disconnect())
    expect(await connected.client('INFO')).toContain(' db=3 ')
  })

  it('that denies rights gives another error than a wrong login, and the rights in the error are enough', async () => {
    const redis = await startRedis()
    onTestFinished(redis.remove)
    const { host, port } = new URL(redis.url)
    const admin = new Redis(Number(port))
    onTestFinished(() => admin.disconnect())
    const userWith = async (rights: readonly string[]) => {
      await admin.call('ACL', 'SETUSER', 'clerk', 'reset', 'on', '>s3cret-word', ...rights)
      return `redis://clerk:s3cret-word@${host}`
    }
    const printed = vi.spyOn(console, 'warn')
    onTestFinished(() => printed.mockRestore())
    const open = async (rights: readonly string[]) =>
      openBullmqQueue({
        url: await userWith(rights),
        knowledgeBase: 'main',
        clock: systemClock,
        logger: recorder().logger,
      })
    for (const [rights, command] of [
      [['~ventanilla:*', '+@all', '-info'], 'info'],
      [['~ventanilla:*', '+info'], 'hset'],
    ] as const) {
      await expect(open(rights)).rejects.toMatchObject({
        code: 'QUEUE_UNAVAILABLE',
        message:
          `the Redis at ${host} lets this user do too little: ` +
          `NOPERM this user has no permissions to run the '${command}' command`,
        next: { do: 'give-redis-rights', rights: '~ventanilla:* +@all -@dangerous +info' },
      })
    }
    expect(printed.mock.calls).toEqual([])

    const queue = await open(['~ventanilla:*', '+@all', '-@dangerous', '+info'])
    onTestFinished(() => queue.close())
    const { job } = await queue.submit(manualRetrain)
    await queue.schedule({ name: 'nightly', cron: '0 3 * * *', timeZone: 'Europe/Madrid', request: manualRetrain })
    await queue.work(async () => ({ kind: 'done', result: {} }))
    await expect.poll(async () => (await queue.inspect(job.id))?.state.kind).toBe('done')
    expect(await queue.unschedule('nightly')).toBe(true)
    const second = await queue.submit(manualRetrain)
    expect(second.merged).toBe(false)
  })

  it('that may lose jobs causes a warning', async () => {
    const redis = await startRedis(['--appendonly', 'no', '--maxmemory-policy', 'allkeys-lru'])
    onTestFinished(redis.remove)
    const { logger, lines } = recorder()
    const connected = await connectRedis(redis.url, 'asker', logger)
    connected.disconnect()

    expect(lines.map(({ level, message }) => `${level}: ${message}`)).toEqual([
      'warn: this Redis may delete jobs when its memory is full; set maxmemory-policy noeviction',
      'warn: this Redis may lose jobs when it stops; set appendonly yes',
    ])
  })

  it('that is unreachable for a while is logged twice, however long the outage', async () => {
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
