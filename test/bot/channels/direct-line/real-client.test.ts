import { afterEach, describe, expect, it } from 'vitest'
import {
  type Client,
  ConnectionStatus,
  connect,
  hurriedScheduler,
  PAGE_ORIGIN,
  pageToken,
} from '../../../support/direct-line-browser.js'
import { call, openChat, until } from '../../../support/direct-line-http.js'
import { type DirectLineServer, startDirectLineServer } from '../../../support/direct-line-server.js'

const clients: Client[] = []
const servers: DirectLineServer[] = []

async function start(options: Parameters<typeof startDirectLineServer>[0] = {}): Promise<DirectLineServer> {
  const server = await startDirectLineServer({ allowedOrigins: [PAGE_ORIGIN], ...options })
  servers.push(server)
  return server
}

function client(...args: Parameters<typeof connect>): Client {
  const made = connect(...args)
  clients.push(made)
  return made
}

afterEach(async () => {
  for (const open of clients.splice(0)) open.leave()
  for (const server of servers.splice(0)) await server.stop()
})

const transports = [
  { transport: 'WebSocket', webSocket: true },
  { transport: 'polling', webSocket: false },
] as const

describe.each(transports)('botframework-directlinejs over $transport', ({ webSocket }) => {
  const options = { webSocket, pollingInterval: 200 }

  it('gets the greeting, sends, and sees its message come back with the id the server gave', async () => {
    const server = await start()
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token, ...options })
    await until(() => page.texts().includes('welcome'), 'greeting')
    const id = await page.say('hello', { channelData: { clientActivityID: 'c-1' } })
    await until(() => page.texts().includes('echo: hello'), 'reply')
    expect(page.texts()).toEqual(['welcome', 'hello', 'echo: hello'])
    expect(page.activities[1]).toMatchObject({
      id,
      channelData: { clientActivityID: 'c-1' },
      from: { id: userId, role: 'user' },
    })
    expect(page.statuses).toEqual([
      ConnectionStatus.Uninitialized,
      ConnectionStatus.Connecting,
      ConnectionStatus.Online,
    ])
    expect(server.channel.stats().sockets).toBe(webSocket ? 1 : 0)
  })

  it('loses and repeats none of many messages in a row', async () => {
    const server = await start({ limits: { waitingTurns: 100 } })
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token, ...options })
    await until(() => page.texts().includes('welcome'), 'greeting')
    for (let i = 0; i < 25; i++) await page.say(`n${i}`)
    await until(() => page.texts().includes('echo: n24'), 'last reply')
    expect(new Set(page.activities.map(({ id }) => id)).size).toBe(page.activities.length)
    // On a busy machine the polling client hands out two answers to its polls alternately; a page shows activities by their time.
    const replies = page.activities
      .toSorted((a, b) => String(a.id).localeCompare(String(b.id)))
      .map((activity) => ('text' in activity ? (activity.text ?? '') : ''))
      .filter((text) => text.startsWith('echo'))
    expect(replies).toEqual(Array.from({ length: 25 }, (_, i) => `echo: n${i}`))
  })

  it('replays the messages sent before it connected', async () => {
    const server = await start()
    const chat = await openChat(server.url)
    await call(`${chat.url}/activities`, { token: chat.token, body: { type: 'message', text: 'early' } })
    const page = client(server.url, chat.userId, { token: chat.token, ...options })
    await until(() => page.texts().includes('echo: early'), 'replay')
    expect(page.texts()).toEqual(['welcome', 'early', 'echo: early'])
  })

  it('resumes after a page reload from the watermark it kept', async () => {
    const server = await start()
    const { token, userId, conversationId } = await pageToken(server.url)
    const before = client(server.url, userId, { token, ...options })
    await before.say('one')
    await until(() => before.texts().includes('echo: one'), 'reply')
    const { watermark, token: kept } = before.line as unknown as { watermark: string; token: string }
    before.leave()
    await call(`${server.url}/v3/directline/conversations/${conversationId}/activities`, {
      token: kept,
      body: { type: 'message', text: 'meanwhile' },
    })
    const after = client(server.url, userId, { token: kept, conversationId, watermark, ...options })
    await until(() => after.texts().includes('echo: meanwhile'), 'what came meanwhile')
    await after.say('two')
    await until(() => after.texts().includes('echo: two'), 'reply')
    expect(after.texts()).toEqual(['meanwhile', 'echo: meanwhile', 'two', 'echo: two'])
  })

  it('shows the whole conversation again after a reload that kept only token and conversation', async () => {
    const server = await start()
    const { token, userId, conversationId } = await pageToken(server.url)
    const before = client(server.url, userId, { token, ...options })
    await before.say('one')
    await until(() => before.texts().includes('echo: one'), 'reply')
    before.leave()
    const after = client(server.url, userId, { token, conversationId, ...options })
    await until(() => after.texts().includes('echo: one'), 'replay')
    expect(after.texts()).toEqual(before.texts())
  })

  it('uploads a file, which reaches the bot as name and type only', async () => {
    const server = await start()
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token, ...options })
    await until(() => page.texts().includes('welcome'), 'greeting')
    const attachments = [{ contentType: 'text/plain', contentUrl: 'data:text/plain,my%20form', name: 'form.txt' }]
    const id = await page.say('my form', { attachments, channelData: { clientActivityID: 'up' } })
    await until(() => page.texts().includes('echo: my form'), 'reply')
    const echo = page.activities.find((activity) => activity.id === id) as unknown as {
      attachments: { contentUrl: string }[]
    }
    expect(echo).toMatchObject({ text: 'my form', channelData: { clientActivityID: 'up' } })
    expect(await (await fetch(echo.attachments[0]?.contentUrl ?? '')).text()).toBe('my form')
    expect(server.bot.heard.at(-1)?.attachments).toEqual([{ contentType: 'text/plain', name: 'form.txt' }])
  })

  it('renews its token by itself before it expires', async () => {
    const server = await start()
    const { token, userId, conversationId } = await pageToken(server.url)
    const page = client(server.url, userId, { token, ...options, scheduler: hurriedScheduler })
    await until(() => page.texts().includes('welcome'), 'greeting')
    const tokenNow = () => (page.line as unknown as { token: string }).token
    const first = tokenNow()
    server.clock.forward(900_000)
    await until(() => tokenNow() !== first, 'a fresh token')
    server.clock.forward(1_000_000)
    expect(await page.say('still here')).toBe(`${conversationId}|0000001`)
    expect(page.statuses).not.toContain(ConnectionStatus.ExpiredToken)
  })

  it('learns that its token has expired', async () => {
    const server = await start()
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token, ...options })
    await until(() => page.texts().includes('welcome'), 'greeting')
    server.clock.forward(1_800_000)
    expect(await page.say('too late')).toBe('retry')
    expect(page.statuses).toContain(ConnectionStatus.ExpiredToken)
    expect(server.bot.heard.map(({ text }) => text)).not.toContain('too late')
  })

  it('resumes with a new token from its page after the old one expired', async () => {
    const server = await start()
    const chat = await openChat(server.url)
    const page = client(server.url, chat.userId, { token: chat.token, ...options })
    await until(() => page.texts().includes('welcome'), 'greeting')
    server.clock.forward(1_700_000)
    const { body: refreshed } = await call(`${server.url}/v3/directline/tokens/refresh`, { token: chat.token })
    server.clock.forward(200_000)
    await page.say('too late')
    const { body } = await call(chat.url, { method: 'GET', token: refreshed.token })
    page.line.reconnect({ conversationId: chat.id, token: body.token, streamUrl: body.streamUrl })
    expect(await page.say('again')).toBe(`${chat.id}|0000001`)
    expect(page.statuses.at(-1)).toBe(ConnectionStatus.Online)
  })

  it('cannot connect with a token that this server did not issue', async () => {
    const server = await start()
    const other = await start({ tokenKey: new TextEncoder().encode('another key of more than thirty-two bytes') })
    const { token, userId } = await pageToken(other.url)
    const page = client(server.url, userId, { token, ...options })
    await until(() => page.statuses.includes(ConnectionStatus.FailedToConnect), 'refusal')
  })

  it('gets its session id', async () => {
    const server = await start()
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token, ...options })
    const id = await new Promise<string>((resolve) => page.line.getSessionId().subscribe(resolve))
    expect(id).not.toBe('')
  })
})

describe('botframework-directlinejs over WebSocket, when things go wrong', () => {
  it('reconnects after its socket was cut and misses nothing', async () => {
    const server = await start()
    const { token, userId, conversationId } = await pageToken(server.url)
    const page = client(server.url, userId, { token })
    await page.say('before')
    await until(() => page.texts().includes('echo: before'), 'reply')
    const { token: current } = page.line as unknown as { token: string }
    server.cutSockets()
    await until(() => server.channel.stats().sockets === 0, 'cut')
    await call(`${server.url}/v3/directline/conversations/${conversationId}/activities`, {
      token: current,
      body: { type: 'message', text: 'while away' },
    })
    await until(() => page.texts().includes('echo: while away'), 'what came meanwhile')
    expect(page.texts()).toEqual(['welcome', 'before', 'echo: before', 'while away', 'echo: while away'])
  })

  it('resumes after a server restart with the same key, without a second greeting', async () => {
    const first = await start()
    const { token, userId } = await pageToken(first.url)
    const page = client(first.url, userId, { token })
    await page.say('before')
    await until(() => page.texts().includes('echo: before'), 'reply')
    servers.splice(servers.indexOf(first), 1)
    await first.stop()
    const second = await start({ port: first.port })
    await until(() => second.channel.stats().sockets === 1, 'reconnection')
    const id = await page.say('after', { channelData: { clientActivityID: 'c-2' } })
    await until(() => page.texts().includes('echo: after'), 'reply')
    expect(page.texts()).toEqual(['welcome', 'before', 'echo: before', 'after', 'echo: after'])
    expect(page.activities.find((activity) => activity.id === id)).toMatchObject({ text: 'after' })
    expect(new Set(page.activities.map((activity) => activity.id)).size).toBe(5)
  })

  it('loses nothing that it sends between the restart and its reconnection', async () => {
    const first = await start()
    const { token, userId } = await pageToken(first.url)
    const page = client(first.url, userId, { token })
    await page.say('before')
    await until(() => page.texts().includes('echo: before'), 'reply')
    servers.splice(servers.indexOf(first), 1)
    await first.stop()
    await start({ port: first.port })
    await page.say('at once')
    await until(() => page.texts().includes('echo: at once'), 'reply')
    expect(page.texts()).toEqual(['welcome', 'before', 'echo: before', 'at once', 'echo: at once'])
  })

  it('shows the typing of the bot and of the user', async () => {
    const server = await start()
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token })
    // Typing indicators reach only clients that are connected at the time.
    await until(() => page.texts().includes('welcome'), 'greeting')
    await page.say('typing')
    await until(() => page.texts().includes('echo: typing'), 'reply')
    expect(page.texts()).toEqual(['welcome', 'typing', 'typing', 'echo: typing'])
    expect(page.activities.map(({ type, from }) => `${type} ${from.role}`)).toContain('typing bot')
    await page.say('', { type: 'typing' })
    await until(() => page.activities.at(-1)?.from.role === 'user', 'own typing')
  })

  it('is told when the conversation is over', async () => {
    const server = await start()
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token })
    await page.say('bye')
    await until(() => page.texts().includes('endOfConversation'), 'end')
    await until(() => page.failure() !== null, 'the stream to end')
    expect(String(page.failure())).toContain('conversation ended')
  })

  it('shows both of two tabs everything', async () => {
    const server = await start()
    const { token, userId, conversationId } = await pageToken(server.url)
    const one = client(server.url, userId, { token })
    await until(() => one.texts().includes('welcome'), 'greeting')
    const two = client(server.url, userId, { token, conversationId })
    await until(() => two.texts().includes('welcome'), 'replay')
    await two.say('from two')
    await until(() => one.texts().includes('echo: from two') && two.texts().includes('echo: from two'), 'both')
    expect(one.texts()).toEqual(two.texts())
    expect(server.channel.stats().sockets).toBe(2)
  })
})

describe('botframework-directlinejs over polling, when things go wrong', () => {
  it('is told when the conversation is over', async () => {
    const server = await start()
    const { token, userId } = await pageToken(server.url)
    const page = client(server.url, userId, { token, webSocket: false, pollingInterval: 200 })
    await page.say('bye')
    await until(() => page.statuses.includes(ConnectionStatus.Ended), 'end')
    expect(page.texts()).toEqual(['welcome', 'bye', 'endOfConversation'])
  })
})
