import { createServer, type RequestListener } from 'node:http'
import { globalAgent } from 'node:https'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { Activity } from 'botbuilder'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type BotFrameworkOptions, createBotFramework } from '../../../bot/channels/bot-framework/bot-framework.js'
import { createQuietServer } from '../../../bot/http/quiet-server.js'
import { createAssistantHandler } from '../../../bot/turn/assistant-handler.js'
import { createTurnErrorHandler } from '../../../bot/turn/turn-error.js'
import { type ChannelDouble, startChannelDouble } from '../../support/channel-double.js'
import { pairOf, type ScriptedAssistant, scriptedAssistant } from '../../support/scripted-assistant.js'
import { type TestChat, testChat } from '../../support/test-chat.js'

let channel: ChannelDouble
let assistant: ScriptedAssistant
let chat: TestChat
const stops: (() => Promise<void>)[] = []

beforeEach(async () => {
  channel = await startChannelDouble()
  const fees = pairOf('fees', 'es', { answer: 'Son 120 florines.' })
  assistant = scriptedAssistant([fees])
  assistant.script('precio', { kind: 'answered', pair: fees, confidence: 0.9 })
  chat = testChat(assistant)
})

afterEach(async () => {
  for (const stop of [channel.stop, ...stops.splice(0)]) await stop()
})

async function start(options: Partial<BotFrameworkOptions> = {}) {
  const { handlerOptions } = chat
  const botFramework = createBotFramework({
    appId: null,
    appType: 'MultiTenant',
    tenantId: null,
    password: null,
    replyUrls: [channel.serviceUrl, channel.goneUrl].map((url) => url.replace(/\/$/, '')),
    government: false,
    handler: createAssistantHandler(handlerOptions),
    onTurnError: createTurnErrorHandler(handlerOptions),
    bodyBytes: 20_000,
    logger: handlerOptions.logger,
    ...options,
  })
  const server = createQuietServer(handlerOptions.logger)
  botFramework.mount(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => server.close(() => resolve())))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`
  return {
    botFramework,
    post: (body: unknown, headers: Record<string, string> = {}) =>
      fetch(url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
  }
}

function message(text: string, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    type: 'message',
    id: 'a1',
    timestamp: '2026-03-02T10:00:00.000Z',
    channelId: 'emulator',
    serviceUrl: channel.serviceUrl,
    conversation: { id: 'c1' },
    from: { id: 'user' },
    recipient: { id: 'bot' },
    locale: 'es-ES',
    text,
    ...fields,
  }
}

/** A port that accepts every connection and answers none. */
async function silentPort(): Promise<number> {
  const silent = createTcpServer((socket) => {
    socket.on('error', () => {})
    stops.unshift(async () => void socket.destroy())
  })
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  stops.push(() => new Promise((resolve) => silent.close(() => resolve())))
  return (silent.address() as AddressInfo).port
}

async function problem(response: Response): Promise<unknown> {
  const body = (await response.json()) as { error: { code: string } }
  return [response.status, body.error.code]
}

describe('without credentials, /api/messages', () => {
  it('answers a client on this machine at its serviceUrl', async () => {
    const { post } = await start()
    const response = await post(message('precio'))
    expect(response.status).toBe(200)
    const [disclosure, answer] = channel.received
    expect(disclosure?.activity.text).toContain('asistente automático')
    expect(answer?.path).toBe('/v3/conversations/c1/activities/a1')
    expect(answer?.activity).toMatchObject({
      type: 'message',
      text: expect.stringContaining('120 florines'),
      replyToId: 'a1',
      from: { id: 'bot' },
      recipient: { id: 'user' },
      conversation: { id: 'c1' },
    })
  })

  it('greets new members, and returns replies in the response when asked to', async () => {
    const { post } = await start()
    await post(message('', { type: 'conversationUpdate', text: null, membersAdded: [{ id: 'user' }, { id: 'bot' }] }))
    expect(channel.received).toHaveLength(1)
    const response = await post(message('precio', { deliveryMode: 'expectReplies' }))
    const { activities } = (await response.json()) as { activities: Partial<Activity>[] }
    expect(activities.map(({ text }) => text)).toEqual([expect.stringContaining('120 florines')])
    expect(channel.received).toHaveLength(1)
  })

  it('refuses requests that a proxy forwarded, and names the settings', async () => {
    const { post } = await start()
    const response = await post(message('precio'), { 'X-Forwarded-For': '127.0.0.1' })
    expect(response.status).toBe(401)
    expect(await response.text()).toMatch(/"NoCredentials".*MICROSOFT_APP_ID.*MICROSOFT_APP_PASSWORD/)
    expect(assistant.asked).toEqual([])
  })

  it('refuses a client from another machine', async () => {
    const routes: RequestListener[] = []
    const options = {
      handler: { run: async () => {} },
      onTurnError: async () => {},
      logger: chat.handlerOptions.logger,
    }
    const { botFramework } = await start(options)
    botFramework.mount({ post: (_: string, route: RequestListener) => routes.push(route) } as never)
    const server = createServer((request, response) => {
      Object.defineProperty(request.socket, 'remoteAddress', { value: '203.0.113.9' })
      for (const route of routes) route(request, response)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    stops.push(() => new Promise((resolve) => server.close(() => resolve())))
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(message('precio')),
    })
    expect(await problem(response)).toEqual([401, 'NoCredentials'])
  })

  it.each([
    'http://169.254.169.254/latest',
    'http://10.0.0.1/',
    'https://example.com/',
    'http://localhost.example.com/',
    'http://127.0.0.1.example.com/',
    'http://user@10.0.0.1/',
    'file:///etc/passwd',
    'http://[::ffff:10.0.0.1]/',
    'http://0x0a000001/',
    'http://localhost:1/',
    'http://2130706433/',
    'http://[::ffff:127.0.0.1]/',
    'http://localhost./',
    'http://localhost@10.0.0.1/',
  ])('sends no reply to %s', async (serviceUrl) => {
    const { post } = await start()
    expect(await problem(await post(message('precio', { serviceUrl })))).toEqual([400, 'BadActivity'])
    expect(assistant.asked).toEqual([])
  })

  it.each<readonly [string, (named: URL) => string]>([
    ['a path that the message chose', (url) => `${url.origin}/internal/admin`],
    ['a way out of the path', (url) => `${url.origin}/x/../admin`],
    ['a query', (url) => `${url.origin}/?x=`],
    ['a fragment', (url) => `${url.origin}/#`],
    ['another port of this machine', () => 'http://127.0.0.1:1/'],
    ['a user before the host', (url) => `http://u@${url.host}/`],
    ['the host as a user', (url) => `http://${url.host}@other.example/`],
    ['the address as one number', (url) => `http://2130706433:${url.port}/`],
    ['the address in hexadecimal', (url) => `http://0x7f000001:${url.port}/`],
    ['the address inside IPv6', (url) => `http://[::ffff:127.0.0.1]:${url.port}/`],
    ['a dot at the end', (url) => `http://127.0.0.1.:${url.port}/`],
    ['another name of this machine', (url) => `http://localhost:${url.port}/`],
  ])('sends no reply to %s', async (_what, spelling) => {
    const { post } = await start()
    const serviceUrl = spelling(new URL(channel.serviceUrl))
    expect(await problem(await post(message('precio', { serviceUrl })))).toEqual([400, 'BadActivity'])
    expect(assistant.asked).toEqual([])
    expect(channel.received).toEqual([])
  })

  it.each(['..', '.'])('lets no id lead out of the address: %j', async (id) => {
    const { post } = await start()
    expect(await problem(await post(message('precio', { conversation: { id } })))).toEqual([400, 'BadActivity'])
    expect(await problem(await post(message('precio', { id })))).toEqual([400, 'BadActivity'])
    await post(message('precio', { conversation: { id: '../../admin' } }))
    expect(channel.received.map(({ path }) => path.split('/').slice(0, 4).join('/'))).toContain(
      '/v3/conversations/..%2F..%2Fadmin',
    )
  })

  it('replies in the response whatever address the message names, and sends nothing there', async () => {
    const { post } = await start({ replyUrls: [] })
    const response = await post(message('precio', { deliveryMode: 'expectReplies', serviceUrl: channel.serviceUrl }))
    const { activities } = (await response.json()) as { activities: Partial<Activity>[] }
    expect(activities.at(-1)?.text).toContain('120 florines')
    expect(new Set(activities.map(({ serviceUrl }) => serviceUrl))).toEqual(new Set([channel.serviceUrl]))
    expect(channel.received).toEqual([])
    expect(chat.log).toEqual([])
  })

  it.each([301, 302, 303, 307, 308])('follows no redirect from the address of a reply: %d', async (status) => {
    const asked: (string | undefined)[] = []
    const redirecting = createServer((request, response) => {
      asked.push(request.url)
      request.resume()
      response.writeHead(status, { Location: asked.length % 2 === 1 ? '/admin' : `${channel.serviceUrl}admin` })
      response.end()
    })
    await new Promise<void>((resolve) => redirecting.listen(0, '127.0.0.1', resolve))
    stops.push(() => new Promise((resolve) => redirecting.close(() => resolve())))
    const named = `http://127.0.0.1:${(redirecting.address() as AddressInfo).port}`
    const { post } = await start({ replyUrls: [named] })
    expect((await post(message('precio', { serviceUrl: named }))).status).toBe(200)
    expect(asked.length).toBeGreaterThan(0)
    expect(asked.filter((path) => !path?.startsWith('/v3/conversations/'))).toEqual([])
    expect(channel.received).toEqual([])
  })

  it.each([
    ['Via', '1.1 proxy'],
    ['Forwarded', 'for=1.1.1.1'],
    ['X-Forwarded-Host', 'localhost'],
    ['X-Forwarded-Proto', 'https'],
    ['X-Real-IP', '127.0.0.1'],
    ['CF-Connecting-IP', '1.1.1.1'],
    ['True-Client-IP', '1.1.1.1'],
    ['X-Client-IP', '1.1.1.1'],
    ['Fastly-Client-IP', '1.1.1.1'],
    ['X-Azure-ClientIP', '1.1.1.1'],
    ['X-ARR-LOG-ID', 'x'],
    ['X-Amzn-Trace-Id', 'x'],
    ['X-Envoy-External-Address', '1.1.1.1'],
    ['X-Cluster-Client-Ip', '1.1.1.1'],
    ['X-A-Proxy-Of-Tomorrow', '1'],
    ['Max-Forwards', '3'],
    ['CDN-Loop', 'x'],
    ['Origin', 'https://other.example'],
    ['Origin', 'null'],
    ['Origin', 'http://localhost.other.example'],
    ['Origin', 'http://127.0.0.1@other.example'],
    ['Sec-Fetch-Site', 'cross-site'],
  ])('refuses a request with %s: %s', async (name, value) => {
    const { post } = await start()
    expect(await problem(await post(message('precio'), { [name]: value }))).toEqual([401, 'NoCredentials'])
    expect(assistant.asked).toEqual([])
  })

  it.each([
    ['Origin', 'http://localhost:3000'],
    ['Origin', 'http://127.0.0.1:8080'],
    ['Authorization', ''],
    ['Accept-Language', 'es'],
    ['traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'],
  ])('serves a request with %s: %s', async (name, value) => {
    const { post } = await start()
    expect((await post(message('precio'), { [name]: value })).status).toBe(200)
  })

  it('accepts no form post, which any web page could send', async () => {
    const { post } = await start()
    const response = await post(message('precio'), { 'Content-Type': 'text/plain' })
    expect(await problem(response)).toEqual([415, 'UnsupportedMediaType'])
  })

  it.each([
    ['not JSON', '{"type":', 'BadArgument'],
    ['empty', '', 'BadActivity'],
    ['a list', '[]', 'BadActivity'],
    ['null', 'null', 'BadActivity'],
    ['without a type', { channelId: 'emulator' }, 'BadActivity'],
    ['with a number as text', { text: 5 }, 'BadActivity'],
    ['with a text as attachments', { attachments: 'x' }, 'BadActivity'],
    ['without a conversation', { conversation: null }, 'BadActivity'],
    ['nested deep', `${'['.repeat(200)}${']'.repeat(200)}`, 'BadArgument'],
    ['with a name from the prototype', '{"constructor":{"prototype":{"x":1}}}', 'BadArgument'],
  ])('refuses a body that is %s, and stays up', async (what, body, code) => {
    const { post } = await start()
    const sent = typeof body === 'string' || what === 'without a type' ? body : message('precio', body)
    expect(await problem(await post(sent))).toEqual([400, code])
    expect((await post(message('precio'))).status).toBe(200)
  })

  it('refuses a body beyond its limit', async () => {
    const { post } = await start()
    expect(await problem(await post(message('x'.repeat(30_000))))).toEqual([413, 'PayloadTooLarge'])
  })

  it('keeps running when the client does not accept the reply', async () => {
    const { post } = await start()
    expect((await post(message('precio', { serviceUrl: channel.goneUrl }))).status).toBe(200)
    const notTaken = 'a reply could not be delivered to its channel'
    expect(chat.log.map(({ message: line }) => line)).toEqual([
      notTaken,
      'a turn failed',
      notTaken,
      'the citizen could not be told that the turn failed',
    ])
    expect(chat.log[0]?.fields).toEqual({
      code: 'CHANNEL_UNREACHABLE',
      reason: 'HTTP 404',
      hint: 'the channel has trouble of its own, or the conversation is over',
    })
    await post(message('precio', { conversation: { id: 'c2' } }))
    expect(channel.received).toHaveLength(2)
  })

  it('gives up a reply that nobody accepts, and handles the next message', async () => {
    const silent = `http://127.0.0.1:${await silentPort()}/`
    const { post } = await start({
      longestDeliveryMs: 900,
      replyUrls: [channel.serviceUrl, silent].map((url) => url.replace(/\/$/, '')),
    })
    expect((await post(message('precio', { serviceUrl: silent }))).status).toBe(200)
    expect(chat.log).toEqual([
      {
        level: 'error',
        fields: {
          code: 'CHANNEL_UNREACHABLE',
          reason: 'no answer after 900 ms',
          hint: `let this machine reach ${new URL(silent).host} and, with an Azure Bot registration, Microsoft’s login`,
        },
        message: 'a reply could not be delivered to its channel',
      },
    ])
    await post(message('precio'))
    expect(channel.received.at(-1)?.activity.text).toContain('120 florines')
  })

  it('apologises when a turn fails', async () => {
    const { post } = await start()
    assistant.fail(new Error('broken'))
    expect((await post(message('precio'))).status).toBe(200)
    expect(channel.received.at(-1)?.activity.text).toContain('Lo siento')
  })

  it('handles the messages of one conversation one after another', async () => {
    const { post } = await start()
    assistant.delayMs = 20
    await Promise.all([1, 2, 3, 4].map((n) => post(message('precio', { id: `a${n}` }))))
    const texts = channel.received.map(({ activity }) =>
      activity.text?.includes('automático') ? 'disclosure' : 'answer',
    )
    expect(texts).toEqual(['disclosure', 'answer', 'answer', 'answer', 'answer'])
  })

  it('answers an invoke it does not know', async () => {
    const { post } = await start()
    expect((await post(message('', { type: 'invoke', name: 'x' }))).status).toBe(501)
  })
})

describe('with credentials, /api/messages', () => {
  const registration = { appId: '11111111-2222-3333-4444-555555555555', tenantId: 'tenant.example', password: 'secret' }

  it.each(['MultiTenant', 'SingleTenant', 'UserAssignedMSI'] as const)(
    'refuses whoever shows no token: %s',
    async (appType) => {
      const { post } = await start({ ...registration, appType, government: appType === 'SingleTenant' })
      expect(await problem(await post(message('precio')))).toEqual([401, 'Unauthorized'])
      expect(assistant.asked).toEqual([])
      expect(JSON.stringify(chat.log)).not.toContain('secret')
    },
  )

  it.each(['Bearer', 'Bearer x', 'Basic dTpw', 'nonsense'])('refuses the token %j', async (authorization) => {
    const { post } = await start(registration)
    expect(await problem(await post(message('precio'), { authorization }))).toEqual([401, 'Unauthorized'])
    expect(assistant.asked).toEqual([])
  })
  /** In the format of Azure Bot Service; only the keys can tell whether it is genuine. */
  function plausibleToken(iss = 'https://api.botframework.com'): string {
    const part = (data: unknown) => Buffer.from(JSON.stringify(data)).toString('base64url')
    const now = Math.floor(Date.now() / 1_000)
    const claims = { iss, aud: registration.appId, nbf: now - 60, exp: now + 3_600 }
    return `Bearer ${part({ alg: 'RS256', kid: 'key', typ: 'JWT' })}.${part(claims)}.AAAA`
  }

  /** Redirects every HTTPS call of this process to that port of this machine. */
  function sendCallsTo(port: number): void {
    const agent = globalAgent as unknown as { createConnection?: (options: object) => unknown }
    agent.createConnection = (options) => connectTls({ ...options, host: '127.0.0.1', port })
    // The agent inherits it from its prototype.
    stops.push(async () => void delete agent.createConnection)
  }

  it('gives up a check that gets no answer, and logs it once', async () => {
    sendCallsTo(await silentPort())
    const { post } = await start({ ...registration, longestCheckMs: 100 })
    const headers = { authorization: plausibleToken() }
    for (let tries = 0; tries < 2; tries++) {
      expect(await problem(await post(message('precio'), headers))).toEqual([503, 'CannotAuthenticate'])
    }
    expect(assistant.asked).toEqual([])
    expect(chat.log).toEqual([
      {
        level: 'error',
        fields: {
          code: 'CHANNEL_UNREACHABLE',
          reason: 'CheckTooSlow',
          hint: 'let this machine reach https://login.botframework.com, which has the keys of Azure Bot Service',
        },
        message:
          'messages from Azure Bot Service cannot be checked and are all refused for now; the other channels still work',
      },
    ])
  })

  it('logs the network’s error when the keys cannot be fetched', async () => {
    sendCallsTo(1)
    const { post } = await start({ ...registration, government: true })
    const headers = { authorization: plausibleToken('https://api.botframework.us') }
    expect(await problem(await post(message('precio'), headers))).toEqual([503, 'CannotAuthenticate'])
    expect(chat.log.map(({ fields }) => fields)).toEqual([
      {
        code: 'CHANNEL_UNREACHABLE',
        reason: 'ECONNREFUSED',
        hint: expect.stringContaining('https://login.botframework.azure.us'),
      },
    ])
  })

  it('logs once that tokens are refused', async () => {
    const { post } = await start(registration)
    for (let tries = 0; tries < 3; tries++) await post(message('precio'))
    expect(chat.log.map(({ level, message: words }) => [level, words])).toEqual([
      ['warn', 'a request to /api/messages was refused for its token; further ones like it are not logged'],
    ])
  })
})
