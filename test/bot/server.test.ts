import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RunningServer, route, startPublicServer, type TestServerOptions } from '../support/public-server.js'
import { rawAnswer } from '../support/raw-http.js'

const running: RunningServer[] = []
let server: RunningServer

async function start(options: TestServerOptions = {}): Promise<RunningServer> {
  const started = await startPublicServer(options)
  running.push(started)
  return started
}

beforeEach(async () => {
  server = await start()
})

afterEach(async () => {
  await Promise.all(running.splice(0).map((each) => each.stop()))
})

describe('health', () => {
  it('is live as soon as the process answers', async () => {
    const response = await fetch(`${server.url}/health/live`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'live' })
  })

  it('is ready with the id of the champion', async () => {
    const response = await fetch(`${server.url}/health/ready`)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ status: 'ready', version: 'kb-000007' })
  })

  it('is not ready, and says why, while there is no champion', async () => {
    const empty = await start({ ready: () => ({ ready: false, reason: 'no champion yet' }) })
    const response = await fetch(`${empty.url}/health/ready`)
    expect(response.status).toBe(503)
    expect(await response.json()).toEqual({ status: 'not-ready', reason: 'no champion yet' })
  })
})

describe('metrics', () => {
  it('show requests by route pattern and open chats to this machine', async () => {
    await fetch(`${server.url}/health/live`)
    await fetch(`${server.url}/no/such/path`)
    const text = await (await fetch(`${server.url}/metrics`)).text()
    expect(text).toMatch(/ventanilla_request_seconds_count\{method="GET",route="\/health\/live",status="200"\} 1/)
    expect(text).toContain('route="none",status="404"')
    expect(text).not.toContain('no/such/path')
    expect(text).toContain('ventanilla_open_conversations 0')
    expect(text).toContain('process_cpu_seconds_total')
  })

  it('are refused to clients that a proxy on this machine forwards', async () => {
    const response = await fetch(`${server.url}/metrics`, { headers: { 'X-Forwarded-For': '127.0.0.1' } })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: { code: 'Forbidden' } })
  })

  it.each([
    ['a stranger’s Host', 'Host: metrics.example'],
    ['this machine’s address as one number', 'Host: 2130706433'],
    ['a name that only begins like this machine’s', 'Host: localhost.example'],
    ['a dot at the end', 'Host: localhost.'],
    ['a stranger’s Origin', 'Host: localhost\r\nOrigin: https://other.example'],
    ['a way past a proxy', 'Host: localhost\r\nVia: 1.1 x'],
    ['headers that hide those of a proxy', `Host: localhost\r\n${'Accept: a\r\n'.repeat(99)}X-Forwarded-For: 1.1.1.1`],
  ])('are refused to a request with %s', async (_what, headers) => {
    const { status, text } = await rawAnswer(server.url, `GET /metrics HTTP/1.1\r\n${headers}\r\n\r\n`)
    expect([403, 431]).toContain(status)
    expect(text).not.toContain('ventanilla_')
  })

  it('are open to everyone when the operator says so', async () => {
    const open = await start({ metricsReaders: 'everyone' })
    expect((await fetch(`${open.url}/metrics`, { headers: { 'X-Forwarded-For': '203.0.113.9' } })).status).toBe(200)
  })
})

describe('every response', () => {
  it.each(['/health/live', '/', '/nothing-here', '/v3/directline/conversations'])(
    'of %s forbids sniffing and tells nothing of the server',
    async (path) => {
      const { headers } = await fetch(`${server.url}${path}`)
      expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
      expect(headers.get('Referrer-Policy')).toBe('no-referrer')
      expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
      expect(headers.get('Server')).toBeNull()
      expect(headers.get('X-Powered-By')).toBeNull()
      expect(headers.get('Set-Cookie')).toBeNull()
    },
  )

  it('names an unknown path and a wrong method in one error shape', async () => {
    const missing = await fetch(`${server.url}/nothing-here`)
    expect([missing.status, await missing.json()]).toEqual([
      404,
      { error: { code: 'ResourceNotFound', message: '/nothing-here does not exist' } },
    ])
    const wrong = await fetch(`${server.url}/health/live`, { method: 'DELETE' })
    expect([wrong.status, wrong.headers.get('Allow'), await wrong.json()]).toEqual([
      405,
      'GET',
      { error: { code: 'MethodNotAllowed', message: 'DELETE is not allowed' } },
    ])
  })

  it('reports a defect as an error of the server and logs its cause', async () => {
    const broken = await start({
      channels: [route('/broken', () => Promise.reject(new Error('my name is Ana')))],
    })
    const response = await fetch(`${broken.url}/broken`)
    expect(response.status).toBe(500)
    expect(await response.text()).toBe(
      '{"error":{"code":"InternalError","message":"something went wrong on our side: try again in a moment"}}',
    )
    expect(broken.log).toEqual([{ level: 'error', message: 'a request failed' }])
  })
})

describe('a malformed request', () => {
  it.each([
    ['a Host that is none', "GET / HTTP/1.1\r\nHost: a b; c 'd'\r\n\r\n", 400],
    ['a Host with a port beyond all ports', 'GET / HTTP/1.1\r\nHost: a:99999\r\n\r\n', 400],
    ['a path that is no address', 'GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['a path with a broken escape', 'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n', 404],
    ['a method that is none', 'FETCH / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
    ['no request at all', 'hello\r\n\r\n', 400],
    ['an upgrade to nothing', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n', 404],
  ])('with %s is refused and the server stays up', async (_name, text, status) => {
    expect(await rawStatus(text)).toBe(status)
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  })
})

/** The status of the answer to exactly these bytes. */
function rawStatus(text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1', () => socket.write(text))
    socket.once('data', (data) => {
      resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(data.toString())?.[1]))
      socket.destroy()
    })
    socket.once('error', reject)
  })
}

describe('starting', () => {
  it('on a port in use names the next step', async () => {
    const port = Number(new URL(server.url).port)
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: `port ${port} on 127.0.0.1 is taken by another program`,
      next: { do: 'free-port', port: port + 1 },
    })
  })

  it('on an address of another machine names the next step', async () => {
    await expect(start({ host: '203.0.113.1' })).rejects.toMatchObject({ code: 'BAD_CONFIG' })
  })
})

describe('stopping', () => {
  it('finishes the request under way and accepts no new one', async () => {
    let finish: (() => void) | null = null
    const slow = await start({
      stopGraceMs: 3_600_000,
      channels: [route('/slow', () => new Promise((resolve) => (finish = () => resolve({ done: true }))))],
    })
    const response = fetch(`${slow.url}/slow`)
    await expect.poll(() => finish).not.toBeNull()
    const stopped = slow.stop()
    await delay(50)
    await expect(fetch(`${slow.url}/health/live`)).rejects.toThrow()
    ;(finish as (() => void) | null)?.()
    expect(await (await response).json()).toEqual({ done: true })
    await stopped
  })

  it('waits no longer than the grace period, and says so', async () => {
    let isAsked = false
    const hangs = () => {
      isAsked = true
      return new Promise(() => {})
    }
    const stuck = await start({ stopGraceMs: 100, channels: [route('/stuck', hangs)] })
    const response = fetch(`${stuck.url}/stuck`).catch(() => 'cut off')
    await expect.poll(() => isAsked).toBe(true)
    await stuck.stop()
    expect(await response).toBe('cut off')
    expect(stuck.log).toContainEqual({ level: 'warn', message: 'stopping before all requests and turns have finished' })
  })

  it('closes idle connections at once', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
    await new Promise((resolve) => socket.once('connect', resolve))
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.resume()
    await server.stop()
    await closed
  })
})

describe('an oversized request', () => {
  it('is refused before it is read', async () => {
    const small = await start({ limits: { bodyBytes: 1_000 } })
    const response = await fetch(`${small.url}/directline/token`, { method: 'POST', body: 'x'.repeat(1_001) })
    expect(response.status).toBe(413)
    expect(await response.json()).toEqual({
      error: { code: 'PayloadTooLarge', message: 'a request to this address may hold 1000 bytes' },
    })
  })

  it('is refused when its length was not announced', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(`${server.url}/directline/token`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' },
      })
      request.on('response', (response) => resolve(response.statusCode))
      request.on('error', reject)
      request.write(`"${'x'.repeat(300_000)}`)
    })
    expect(status).toBe(413)
  })

  it('is refused when it is compressed', async () => {
    const response = await fetch(`${server.url}/directline/token`, {
      method: 'POST',
      headers: { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' },
      body: 'anything',
    })
    expect(response.status).toBe(415)
  })

  it('does not crash the server when its headers never end', async () => {
    const response = await fetch(`${server.url}/`, { headers: { 'X-Long': 'x'.repeat(20_000) } })
    expect(response.status).toBe(431)
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
  })
})
