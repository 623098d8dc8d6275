import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Chat, openChat } from '../../support/direct-line-http.js'
import { type RunningServer, startPublicServer } from '../../support/public-server.js'
import { rawAnswer } from '../../support/raw-http.js'

let server: RunningServer
let chat: Chat

beforeAll(async () => {
  server = await startPublicServer()
  chat = await openChat(server.url)
})
afterAll(() => server.stop())

const HOST = 'Host: localhost\r\n'
const JSON_TYPE = 'Content-Type: application/json\r\n'
const CHUNKED = `POST /directline/token HTTP/1.1\r\n${HOST}${JSON_TYPE}Transfer-Encoding: chunked\r\n`
const TOKEN = `POST /directline/token HTTP/1.1\r\n${HOST}${JSON_TYPE}`
const UPGRADE = 'Connection: Upgrade\r\nUpgrade: websocket\r\n'
const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
const live = (more: string) => `GET /health/live HTTP/1.1\r\n${HOST}${more}\r\n`
const stream = (more: string, method = 'GET') => {
  const { pathname, search } = new URL(chat.streamUrl)
  return `${method} ${pathname}${search} HTTP/1.1\r\n${HOST}${more}\r\n`
}
const statuses = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))

describe('a hostile request', () => {
  it.each<readonly [string, number, () => string]>([
    ['two lengths of a body', 400, () => `${TOKEN}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    ['a length and chunks', 400, () => `${CHUNKED}Content-Length: 4\r\n\r\n0\r\n\r\n${live('')}`],
    ['two encodings', 400, () => `${CHUNKED}Transfer-Encoding: identity\r\n\r\n0\r\n\r\n`],
    ['an unknown encoding', 400, () => `${TOKEN}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`],
    ['an encoding below chunks', 501, () => `${TOKEN}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`],
    ['chunks under HTTP/1.0', 400, () => `${CHUNKED.replace('1.1', '1.0')}\r\n2\r\n{}\r\n0\r\n\r\n`],
    ['a negative length', 400, () => `${TOKEN}Content-Length: -1\r\n\r\n`],
    ['a length in hexadecimal', 400, () => `${TOKEN}Content-Length: 0x2\r\n\r\n{}`],
    ['a chunk of no size', 400, () => `${CHUNKED}\r\nzz\r\n{}\r\n0\r\n\r\n`],
    ['a chunk beyond all sizes', 400, () => `${CHUNKED}\r\nfffffffffffffffff\r\n`],
    ['endless chunk extensions', 413, () => `${CHUNKED}\r\n2;a=${'b'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`],
    ['a body beyond the limit', 413, () => `${TOKEN}Content-Length: 20000000\r\n\r\n`],
    ['a compressed body', 415, () => `${TOKEN}Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}`],
    ['an expectation', 417, () => `${TOKEN}Expect: magic\r\nContent-Length: 2\r\n\r\n{}`],
    ['headers beyond the limit', 431, () => live(`X: ${'a'.repeat(20_000)}\r\n`)],
    ['a hundred headers too many', 431, () => live('A: 1\r\n'.repeat(200))],
    ['headers beyond those that Node keeps', 431, () => live(`${'A: 1\r\n'.repeat(2_200)}`)],
    ['a zero byte', 400, () => live('X: a\0b\r\n')],
    ['a blank in a header name', 400, () => `GET / HTTP/1.1\r\nHost : localhost\r\n\r\n`],
    ['lines that end in LF', 400, () => 'GET /health/live HTTP/1.1\nHost: localhost\n\n'],
    ['two Hosts', 400, () => live('Host: other.example\r\n')],
    ['the same Host twice', 400, () => live(HOST)],
    ['no Host', 400, () => 'GET /health/live HTTP/1.1\r\n\r\n'],
    ['an empty Host', 400, () => 'GET /health/live HTTP/1.1\r\nHost:\r\n\r\n'],
    ['a Host with a user', 400, () => 'GET /health/live HTTP/1.1\r\nHost: u@a\r\n\r\n'],
    ['the address of another host', 400, () => `GET http://other.example/health/live HTTP/1.1\r\n${HOST}\r\n`],
    ['a user in the address', 400, () => `GET http://localhost@other/health/live HTTP/1.1\r\n${HOST}\r\n`],
    ['another scheme', 400, () => `GET ftp://localhost/ HTTP/1.1\r\n${HOST}\r\n`],
    ['its own address in full', 200, () => `GET http://localhost/health/live HTTP/1.1\r\n${HOST}\r\n`],
    ['the whole server as its address', 204, () => `OPTIONS * HTTP/1.1\r\n${HOST}\r\n`],
    ['a page of the whole server', 400, () => `GET * HTTP/1.1\r\n${HOST}\r\n`],
    ['a tunnel', 405, () => 'CONNECT other:443 HTTP/1.1\r\nHost: other:443\r\n\r\n'],
    ['a trace', 405, () => `TRACE / HTTP/1.1\r\n${HOST}\r\n`],
    ['the preface of HTTP/2', 400, () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['HTTP/3', 400, () => `GET / HTTP/3.0\r\n${HOST}\r\n`],
    ['HTTP/1.0 without a Host', 200, () => 'GET /health/live HTTP/1.0\r\n\r\n'],
    ['the upgrade to HTTP/2', 400, () => live('Connection: Upgrade\r\nUpgrade: h2c\r\n')],
    ['the upgrade to TLS', 400, () => live('Connection: Upgrade\r\nUpgrade: TLS/1.0\r\n')],
    ['a WebSocket elsewhere', 404, () => live(`${UPGRADE}${KEY}Sec-WebSocket-Version: 13\r\n`)],
    ['an old WebSocket', 426, () => stream(`${UPGRADE}${KEY}Sec-WebSocket-Version: 8\r\n`)],
    ['a WebSocket without a key', 400, () => stream(`${UPGRADE}Sec-WebSocket-Version: 13\r\n`)],
    ['a posted WebSocket', 400, () => stream(`${UPGRADE}${KEY}Sec-WebSocket-Version: 13\r\n`, 'POST')],
    ['a WebSocket with two Hosts', 400, () => stream(`${HOST}${UPGRADE}${KEY}Sec-WebSocket-Version: 13\r\n`)],
    [
      'a WebSocket for a stranger’s page',
      403,
      () => stream(`Origin: https://x.example\r\n${UPGRADE}${KEY}Sec-WebSocket-Version: 13\r\n`),
    ],
    ['a broken JSON', 400, () => `${TOKEN}Content-Length: 2\r\n\r\n{x`],
    ['bytes that are no UTF-8', 400, () => `${TOKEN}Content-Length: 4\r\n\r\n"\xff\xfe"`],
    ['a path with an escaped line break', 404, () => `GET /%0d%0aSet-Cookie:a HTTP/1.1\r\n${HOST}\r\n`],
    ['a way out of the folder', 404, () => `GET /../../etc/passwd HTTP/1.1\r\n${HOST}\r\n`],
    ['a page that is not there', 404, () => `GET /nothing HTTP/1.1\r\n${HOST}Accept: image/png;q=0\r\n\r\n`],
    [
      'a token of strange letters',
      403,
      () => `GET /v3/directline/conversations/x HTTP/1.1\r\n${HOST}Authorization: Bearer \xff\r\n\r\n`,
    ],
  ])('with %s gets %d, with the security headers, and is no fault of ours', async (_what, status, bytes) => {
    const lines = server.log.length
    const answer = await rawAnswer(server.url, bytes())
    expect(statuses(answer.text)).toEqual([status])
    expect(answer.text).toMatch(/^X-Content-Type-Options: nosniff\r$/im)
    expect(answer.text).toMatch(/^Content-Security-Policy: default-src 'none'/im)
    expect(answer.text).not.toMatch(/^(Server|X-Powered-By):/im)
    expect(server.log.slice(lines).filter(({ level }) => level !== 'debug')).toEqual([])
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  })

  it('does not take headers out of a body’s end', async () => {
    const trailers = 'Host: other.example\r\nX-Forwarded-For: 1.1.1.1\r\n'
    const { text } = await rawAnswer(server.url, `${CHUNKED}Trailer: Host\r\n\r\n2\r\n{}\r\n0\r\n${trailers}\r\n`)
    expect(statuses(text)).toEqual([200])
  })
})

describe('requests sent at once on one connection', () => {
  it('are answered in their order', async () => {
    const { text } = await rawAnswer(server.url, `${live('')}GET /health/ready HTTP/1.1\r\n${HOST}\r\n${live('')}`)
    expect([...text.matchAll(/"status":"(\w+)"/g)].map(([, state]) => state)).toEqual(['live', 'ready', 'live'])
  })

  it('are answered up to a number, then the connection ends', async () => {
    const { text, end } = await rawAnswer(server.url, live('').repeat(200))
    expect(statuses(text)).toEqual(Array(101).fill(200))
    expect(end).toBe('closed')
  })

  it('are answered before what is no request is refused', async () => {
    const { text, end } = await rawAnswer(server.url, `${live('')}${live('')}\0\0 nonsense\r\n\r\n`)
    expect(statuses(text)).toEqual([200, 200, 400])
    expect(end).toBe('closed')
  })

  it('are not counted as under way when their client has left', async () => {
    const own = await startPublicServer({ stopGraceMs: 20_000 })
    await rawAnswer(own.url, live('').repeat(3_000), 20)
    const begun = performance.now()
    await own.stop()
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('end with no WebSocket', async () => {
    const { text } = await rawAnswer(
      server.url,
      `${live('')}${stream(`${UPGRADE}${KEY}Sec-WebSocket-Version: 13\r\n`)}`,
    )
    expect(text).not.toContain('101 Switching')
  })
})
