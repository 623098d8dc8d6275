import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { openChat, openSocket } from '../../support/direct-line-http.js'
import { type RunningServer, startPublicServer, type TestServerOptions } from '../../support/public-server.js'
import { rawSocket } from '../../support/raw-http.js'

const running: RunningServer[] = []
const sockets: Socket[] = []

async function start(options: TestServerOptions = {}): Promise<RunningServer> {
  const server = await startPublicServer({
    patience: { headersMs: 300, requestMs: 600, unreadMs: 400, checkEveryMs: 50 },
    ...options,
  })
  running.push(server)
  return server
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await Promise.all(running.splice(0).map((each) => each.stop()))
})

/** Sends this, then a letter now and then, and tells what came back and when the connection ended. */
async function trickle(server: RunningServer, begin: string, letter: string) {
  const socket = rawSocket(server.url)
  sockets.push(socket)
  let text = ''
  socket.on('data', (chunk) => {
    text += String(chunk)
  })
  socket.write(begin)
  const begun = performance.now()
  const dripping = setInterval(() => socket.write(letter), 50)
  await once(socket, 'close')
  clearInterval(dripping)
  return { text, ms: performance.now() - begun }
}

describe('a slow client', () => {
  it.each([
    ['headers', 'GET / HTTP/1.1\r\nX: ', 'a', 300],
    ['nothing at all', '', '', 300],
    [
      'a body',
      'POST /directline/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n',
      ' ',
      600,
    ],
    [
      'chunks',
      'POST /directline/token HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      '1\r\n \r\n',
      600,
    ],
  ])('that sends %s is refused when its time is over, and no later', async (_what, begin, letter, limitMs) => {
    const server = await start()
    const { text, ms } = await trickle(server, begin, letter)
    expect(text).toMatch(/^HTTP\/1\.1 408 /)
    expect(text).toMatch(/^X-Content-Type-Options: nosniff\r$/im)
    expect(ms).toBeGreaterThan(limitMs - 50)
    expect(ms).toBeLessThan(limitMs + 1_000)
    expect(server.log.filter(({ level }) => level !== 'debug')).toEqual([])
  })

  it('is checked every second by default', async () => {
    const { DEFAULT_PATIENCE } = await import('../../../bot/http/patience.js')
    expect(DEFAULT_PATIENCE).toMatchObject({ headersMs: 15_000, checkEveryMs: 1_000 })
  })
})

describe('a client that does not read', () => {
  const big = {
    mount: (server: import('restify').Server) =>
      void server.get('/big', async (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/octet-stream' })
        response.end(BODY)
      }),
  }
  const BODY = randomBytes(24 * 1_024 * 1_024)

  it('is cut off from a reply', async () => {
    const server = await start({ channels: [big] })
    const socket = rawSocket(server.url)
    sockets.push(socket)
    const closed = once(socket, 'close')
    socket.pause()
    socket.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n')
    const cut = { level: 'debug', message: 'a client does not read its reply and is cut off' }
    await expect.poll(() => server.log, { timeout: 10_000 }).toContainEqual(cut)
    let bytes = 0
    socket.on('data', (chunk) => {
      bytes += chunk.byteLength
    })
    socket.resume()
    await closed
    expect(bytes).toBeLessThan(BODY.byteLength)
    expect(server.log.filter(({ level }) => level !== 'debug')).toEqual([])
  })

  it('gets all of it when it reads slowly but steadily', async () => {
    const server = await start({ channels: [big] })
    const socket = rawSocket(server.url)
    sockets.push(socket)
    let bytes = 0
    const ended = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        bytes += chunk.byteLength
        socket.pause()
        if (bytes >= BODY.byteLength) resolve()
        else setTimeout(() => socket.resume(), 2)
      })
      socket.on('close', () => resolve())
    })
    socket.write('GET /big HTTP/1.1\r\nHost: a\r\n\r\n')
    await ended
    expect(bytes).toBeGreaterThanOrEqual(BODY.byteLength)
  })
})

describe('a WebSocket', () => {
  async function stream(server: RunningServer) {
    const chat = await openChat(server.url)
    const opened = await openSocket(chat.streamUrl)
    if (!('socket' in opened)) throw new Error('refused')
    return opened.socket
  }
  const frame = (opcode: number, payload = '', fin = true) =>
    Buffer.concat([
      Buffer.from([(fin ? 0x80 : 0) | opcode, 0x80 | payload.length, 0, 0, 0, 0]),
      Buffer.from(payload, 'latin1'),
    ])

  it.each<readonly [string, Buffer]>([
    ['empty messages', frame(1)],
    ['pings', frame(9)],
    ['pongs', frame(10)],
    ['messages of some size', frame(1, 'x'.repeat(100))],
    ['messages in two fragments', Buffer.concat([frame(1, '', false), frame(0)])],
  ])('that is flooded with %s is closed with 1008, and costs next to nothing', async (_what, bytes) => {
    const server = await start()
    const socket = await stream(server)
    const closed = once(socket, 'close')
    const raw = (socket as unknown as { readonly _socket: Socket })._socket
    const flood = Buffer.concat(Array<Buffer>(20_000).fill(bytes))
    const before = process.cpuUsage()
    for (let i = 0; i < 20; i++) raw.write(flood)
    const [code] = await closed
    const { user, system } = process.cpuUsage(before)
    expect(code).toBe(1008)
    expect((user + system) / 1_000).toBeLessThan(1_500)
    expect(server.log.filter(({ level }) => level !== 'debug')).toEqual([])
  })

  it.each<readonly [string, Buffer, number]>([
    [
      'a message that never ends',
      Buffer.concat([frame(1, '', false), ...Array<Buffer>(30_000).fill(frame(0, '', false))]),
      1008,
    ],
    [
      'a frame beyond the limit',
      Buffer.concat([Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]), Buffer.alloc(65_536)]),
      1009,
    ],
    ['a compressed frame', Buffer.concat([Buffer.from([0xc1, 0x85, 0, 0, 0, 0]), Buffer.alloc(5)]), 1002],
    ['a frame without a mask', Buffer.from([0x81, 0x01, 0x41]), 1002],
    ['an unknown opcode', frame(3), 1002],
    ['a long ping', Buffer.concat([Buffer.from([0x89, 0xfe, 0x00, 0x80, 0, 0, 0, 0]), Buffer.alloc(128)]), 1002],
    ['a text that is no UTF-8', frame(1, '\xff\xfe'), 1007],
  ])('with %s is closed with the code for it', async (_what, bytes, code) => {
    const server = await start()
    const socket = await stream(server)
    const closed = once(socket, 'close')
    ;(socket as unknown as { readonly _socket: Socket })._socket.write(bytes)
    expect((await closed)[0]).toBe(code)
    expect(server.log.filter(({ level }) => level !== 'debug')).toEqual([])
  })

  it('with the frames of a living client stays open', async () => {
    const server = await start()
    const socket = await stream(server)
    for (let i = 0; i < 200; i++) {
      socket.send('')
      socket.ping()
    }
    const answered = once(socket, 'pong')
    await answered
    expect(socket.readyState).toBe(WebSocket.OPEN)
  })

  it('that vanishes in any way is no fault of ours', async () => {
    const server = await start()
    for (const leave of ['destroy', 'resetAndDestroy', 'end'] as const) {
      const socket = await stream(server)
      const raw = (socket as unknown as { readonly _socket: Socket })._socket
      socket.on('error', () => {})
      const closed = once(socket, 'close')
      raw[leave]()
      await closed
    }
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
    expect(server.log.filter(({ level }) => level !== 'debug')).toEqual([])
  })
})
