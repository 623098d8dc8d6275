import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import WebSocket from 'ws'
import { DEFAULT_LIMITS } from '../../../bot/http/limits.js'
import { createRateLimits } from '../../../bot/http/rate-limits.js'
import { type RunningServer, startPublicServer, type TestServerOptions } from '../../support/public-server.js'

const running: RunningServer[] = []

async function start(options: TestServerOptions = {}): Promise<RunningServer> {
  const server = await startPublicServer(options)
  running.push(server)
  return server
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop()))
})

interface Chat {
  readonly id: string
  readonly streamUrl: string
  say(text: string): Promise<Response>
  heard(watermark: string): Promise<{ readonly status: number; readonly watermark: string; readonly texts: string[] }>
}

async function openChat(url: string): Promise<Chat> {
  const { token, conversationId: id } = (await (await fetch(`${url}/directline/token`, { method: 'POST' })).json()) as {
    token: string
    conversationId: string
  }
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' }
  const opened = await fetch(`${url}/v3/directline/conversations`, { method: 'POST', headers })
  const { streamUrl } = (await opened.json()) as { streamUrl: string }
  const activities = `${url}/v3/directline/conversations/${id}/activities`
  return {
    id,
    streamUrl,
    say: (text) =>
      fetch(activities, {
        method: 'POST',
        headers,
        body: JSON.stringify({ type: 'message', text, from: { id: 'x' } }),
      }),
    async heard(watermark) {
      const response = await fetch(`${activities}?watermark=${watermark}`, { headers })
      if (response.status !== 200) return { status: response.status, watermark, texts: [] }
      const set = (await response.json()) as { activities: { text?: string }[]; watermark: string }
      return { status: 200, watermark: set.watermark, texts: set.activities.map(({ text }) => text ?? '') }
    },
  }
}

/** Sends each message as soon as the previous one is answered. @returns the statuses, without duplicates */
async function writeOverSocket(chat: Chat, messages: number): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>()
  const socket = new WebSocket(chat.streamUrl)
  const seen = new Set<string>()
  socket.on('message', (data) => {
    const text = String(data)
    if (text === '') return
    for (const activity of JSON.parse(text).activities) seen.add(activity.text ?? '')
  })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  for (let count = 0; count < messages; count++) {
    const text = `question ${count}`
    const { status } = await chat.say(text)
    statuses.add(status)
    if (status !== 200) break
    while (!seen.has(`echo: ${text}`)) await delay(2)
  }
  socket.close()
  return statuses
}

async function writeWhilePolling(chat: Chat, messages: number): Promise<ReadonlySet<number>> {
  const statuses = new Set<number>()
  let watermark = ''
  for (let count = 0; count < messages; count++) {
    const text = `question ${count}`
    statuses.add((await chat.say(text)).status)
    for (;;) {
      const heard = await chat.heard(watermark)
      statuses.add(heard.status)
      watermark = heard.watermark
      if (heard.status !== 200 || heard.texts.includes(`echo: ${text}`)) break
      await delay(1_000)
    }
    await delay(1_000)
  }
  return statuses
}

describe('ten people behind one address who write as fast as they are answered', () => {
  it.each([
    // More than a chat may write in a second.
    ['over WebSocket', writeOverSocket, 25],
    ['on polling', writeWhilePolling, 2],
  ] as const)('notice nothing %s', async (_name, write, messages) => {
    const { url } = await start()
    const chats = await Promise.all(Array.from({ length: 10 }, () => openChat(url)))
    for (const statuses of await Promise.all(chats.map((chat) => write(chat, messages)))) {
      expect([...statuses]).toEqual([200])
    }
  })
})

describe('a client that sends too many requests', () => {
  it.each(['/', '/health/live', '/metrics', '/assets/none', '/v3/directline/conversations/x/activities'])(
    'is told at %s when to come back',
    async (path) => {
      const { url } = await start({ limits: { requestsPerAddressPerMinute: 12 } })
      const statuses = []
      for (let count = 0; count < 2; count++) statuses.push((await fetch(url + path)).status)
      expect(statuses).not.toContain(429)
      const refused = await fetch(url + path)
      expect(refused.status).toBe(429)
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
      expect(Number(refused.headers.get('Retry-After'))).toBeLessThanOrEqual(10)
      expect(await refused.json()).toMatchObject({ error: { code: 'TooManyRequests' } })
    },
  )

  it('opens no WebSocket either', async () => {
    const { url } = await start({ limits: { requestsPerAddressPerMinute: 18 } })
    const chat = await openChat(url)
    expect((await fetch(`${url}/health/live`)).status).toBe(200)
    const refusal = new Promise<number | undefined>((resolve, reject) => {
      const socket = new WebSocket(chat.streamUrl)
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode))
      socket.on('open', () => reject(new Error('the socket opened')))
      socket.on('error', reject)
    })
    expect(await refusal).toBe(429)
  })

  it('gets no more new chats than the limit, but keeps those it has', async () => {
    const { url } = await start({ limits: { conversationsPerAddressPerMinute: 1 } })
    const chat = await openChat(url)
    expect((await fetch(`${url}/directline/token`, { method: 'POST' })).status).toBe(429)
    expect((await chat.say('still here')).status).toBe(200)
  })

  it('cannot avoid the limit by spelling the path differently', async () => {
    const { url } = await start({ limits: { conversationsPerAddressPerMinute: 1 } })
    await openChat(url)
    for (const path of ['/%64irectline/token', '/directline/token?x=1', '/directline/%74oken']) {
      expect([404, 429]).toContain((await fetch(url + path, { method: 'POST' })).status)
    }
  })

  it('does not use up the limit of others behind the same trusted proxy', async () => {
    const { url } = await start({ trustedProxies: ['loopback'], limits: { requestsPerAddressPerMinute: 6 } })
    const get = async (client: string) =>
      (await fetch(`${url}/health/live`, { headers: { 'X-Forwarded-For': client } })).status
    expect([await get('198.51.100.1'), await get('198.51.100.1'), await get('198.51.100.2')]).toEqual([200, 429, 200])
  })

  it('cannot avoid the limit by claiming other addresses', async () => {
    const { url } = await start({ limits: { requestsPerAddressPerMinute: 6 } })
    const get = async (client: string) =>
      (await fetch(`${url}/health/live`, { headers: { 'X-Forwarded-For': client } })).status
    expect([await get('198.51.100.1'), await get('198.51.100.2')]).toEqual([200, 429])
  })

  it('in one chat is answered at the limited rate, and refused when too many messages wait', async () => {
    const { url } = await start({ limits: { messagesPerConversationPerMinute: 60, waitingMessagesPerConversation: 2 } })
    const chat = await openChat(url)
    const began = performance.now()
    const statuses = await Promise.all(
      Array.from({ length: 8 }, async (_, count) => (await chat.say(`message ${count}`)).status),
    )
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(1)
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(2)
    expect(performance.now() - began).toBeGreaterThan(800)
  })
})

describe('the rate of a chat', () => {
  it('may be slower than one message a second', async () => {
    const limits = createRateLimits({ ...DEFAULT_LIMITS, messagesPerConversationPerMinute: 30 })
    const began = performance.now()
    await limits.admitMessage('chat')
    await limits.admitMessage('chat')
    expect(performance.now() - began).toBeGreaterThan(1_800)
  })

  it('does not make messages wait longer when the clock is set back', async () => {
    const limits = createRateLimits({ ...DEFAULT_LIMITS, messagesPerConversationPerMinute: 60 })
    await limits.admitMessage('chat')
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 })
    onTestFinished(() => void vi.useRealTimers())
    // By the clock it would be an hour.
    expect(await limits.admitMessage('chat')).toEqual({ admitted: true })
  })

  it('of one chat does not delay another', async () => {
    const limits = createRateLimits({ ...DEFAULT_LIMITS, messagesPerConversationPerMinute: 30 })
    const admitted: string[] = []
    const admit = async (chat: string) => {
      await limits.admitMessage(chat)
      admitted.push(chat)
    }
    await Promise.all([admit('one'), admit('one'), admit('other')])
    expect(admitted).toEqual(['one', 'other', 'one'])
  })
})

describe('an IPv6 network', () => {
  it('is limited as a whole, however many addresses of it are used', async () => {
    const server = await start({ trustedProxies: ['loopback'], limits: { conversationsPerAddressPerMinute: 5 } })
    const from = async (address: string) =>
      (await fetch(`${server.url}/directline/token`, { method: 'POST', headers: { 'X-Forwarded-For': address } }))
        .status
    const statuses: number[] = []
    for (let subnet = 0; subnet < 25; subnet++) statuses.push(await from(`[2001:db8:1:${subnet.toString(16)}::1]:443`))
    expect(statuses).toEqual([...Array(20).fill(200), ...Array(5).fill(429)])
    expect(await from('2001:db8:2::1')).toBe(200)
    expect(await from('9.9.9.5:1234')).toBe(200)
  })

  it('of one subscriber has the limit of one address', async () => {
    const server = await start({ trustedProxies: ['loopback'], limits: { conversationsPerAddressPerMinute: 2 } })
    const statuses: number[] = []
    for (let host = 1; host <= 3; host++) {
      const headers = { 'X-Forwarded-For': `2001:db8:1:2::${host}` }
      statuses.push((await fetch(`${server.url}/directline/token`, { method: 'POST', headers })).status)
    }
    expect(statuses).toEqual([200, 200, 429])
  })
})

describe('an X-Forwarded-For that names no address', () => {
  it('is told once, and does not count those with one', async () => {
    const server = await start({ trustedProxies: ['loopback'], limits: { conversationsPerAddressPerMinute: 1 } })
    const from = async (forwarded: string) =>
      (await fetch(`${server.url}/directline/token`, { method: 'POST', headers: { 'X-Forwarded-For': forwarded } }))
        .status
    expect([await from('nobody'), await from('unknown'), await from('9.9.9.5:1'), await from('9.9.9.6:1')]).toEqual([
      200, 429, 200, 200,
    ])
    expect(server.log.map(({ level }) => level)).toEqual(['warn'])
  })
})
