import { afterEach, describe, expect, it } from 'vitest'
import type { DirectLineOptions } from '../../../../bot/channels/direct-line/direct-line-channel.js'
import { type Chat, call, openChat, openSocket, say, textsUntil, until } from '../../../support/direct-line-http.js'
import { type DirectLineServer, startDirectLineServer } from '../../../support/direct-line-server.js'

const HOUR_MS = 3_600_000

let server: DirectLineServer
afterEach(() => server.stop())

async function start(limits: DirectLineOptions['limits'] = {}, options: Partial<DirectLineOptions> = {}) {
  server = await startDirectLineServer({ limits: { sweepMs: 20, ...limits }, ...options })
}
const conversations = () => server.channel.stats().conversations
const refresh = async (token: string) =>
  (await call(`${server.url}/v3/directline/tokens/refresh`, { token })).body.token
const get = (url: string, token: string) => call(url, { method: 'GET', token })

describe('what the channel keeps', () => {
  it('forgets a conversation that was idle for an hour', async () => {
    await start()
    await openChat(server.url)
    server.clock.forward(HOUR_MS - 5_000)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(conversations()).toBe(1)
    server.clock.forward(6_000)
    await until(() => conversations() === 0, 'forgetting')
  })

  it('keeps a conversation while a client listens', async () => {
    await start()
    const chat = await openChat(server.url)
    const opened = await openSocket(chat.streamUrl)
    server.clock.forward(2 * HOUR_MS)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(conversations()).toBe(1)
    if ('socket' in opened) opened.socket.terminate()
  })

  it('ends a conversation after a day, even when in use, and tells its listeners', async () => {
    await start({ tokenLifetimeSeconds: 100 * 3_600 })
    const chat = await openChat(server.url)
    const opened = await openSocket(chat.streamUrl)
    if (!('socket' in opened)) throw new Error('refused')
    const code = new Promise((resolve) => opened.socket.once('close', resolve))
    server.clock.forward(24 * HOUR_MS)
    expect(await code).toBe(1000)
    expect((await get(`${chat.url}/activities`, chat.token)).status).toBe(404)
    expect((await call(`${server.url}/v3/directline/tokens/refresh`, { token: chat.token })).status).toBe(404)
    expect((await call(`${server.url}/v3/directline/conversations`, { token: chat.token })).status).toBe(404)
  })

  it('opens a forgotten conversation again for its token, numbered above everything that was seen', async () => {
    await start({ conversationIdleMs: 1_000 })
    const chat = await openChat(server.url)
    await say(chat, 'before')
    await textsUntil(chat, 'echo: before')
    server.clock.forward(1_001)
    await until(() => conversations() === 0, 'forgetting')
    const { body } = await say(chat, 'after')
    const number = Number(body.id.split('|')[1])
    expect(number).toBeGreaterThan(1_000)
    expect(await textsUntil(chat, 'echo: after', '3')).toEqual(['after', 'echo: after'])
  })

  it('greets again a client that returns to a forgotten conversation with an empty screen', async () => {
    await start({ conversationIdleMs: 1_000 })
    const chat = await openChat(server.url)
    await textsUntil(chat, 'welcome')
    server.clock.forward(1_001)
    await until(() => conversations() === 0, 'forgetting')
    expect((await call(`${server.url}/v3/directline/conversations`, { token: chat.token })).status).toBe(201)
    expect(await textsUntil(chat, 'welcome')).toEqual(['welcome'])
  })

  it('does not open an ended conversation again', async () => {
    await start()
    const chat = await openChat(server.url)
    server.clock.forward(1_000_000)
    const token = await refresh(chat.token)
    server.clock.forward(700_000)
    await call(`${chat.url}/activities`, { token, body: { type: 'endOfConversation' } })
    await until(() => server.bot.heard.at(-1)?.type === 'endOfConversation', 'the bot to hear')
    server.clock.forward(1_000_000)
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect((await get(`${chat.url}?watermark=99`, token)).status).toBe(404)
    server.clock.forward(1_000_000)
    await until(() => conversations() === 0, 'forgetting')
  })

  it('does not open a conversation again that the bot ended after a long silence', async () => {
    await start()
    const chat = await openChat(server.url)
    await textsUntil(chat, 'welcome')
    let { token } = chat
    for (let renewed = 0; renewed < 2; renewed++) {
      server.clock.forward(1_500_000)
      token = await refresh(token)
    }
    await server.channel.adapter.continueConversationAsync('app', server.bot.references[0] ?? {}, async (context) => {
      await context.sendActivity({ type: 'endOfConversation' })
    })
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect((await get(`${chat.url}?watermark=99`, token)).status).toBe(404)
  })

  it('keeps the newest activities of a long conversation', async () => {
    await start({ keptActivities: 4 })
    const chat = await openChat(server.url)
    for (const word of ['a', 'b', 'c']) await say(chat, word)
    await until(() => server.bot.heard.length === 4, 'all turns')
    const { body } = await get(`${chat.url}/activities?watermark=2`, chat.token)
    expect(body.activities).toHaveLength(4)
    expect(body.watermark).toBe('7')
  })

  it('keeps less of a conversation of very long messages', async () => {
    await start({ keptChars: 50_000 })
    const chat = await openChat(server.url)
    for (let i = 0; i < 4; i++) await say(chat, String(i).repeat(15_000))
    await until(() => server.bot.heard.length === 5, 'all turns')
    const { body } = await get(`${chat.url}/activities`, chat.token)
    expect(JSON.stringify(body).length).toBeLessThan(51_000)
    expect(body.watermark).toBe('9')
  })

  it('keeps only the end of growing conversations when all together hold too much', async () => {
    await start({ keptCharsInAll: 60_000, conversationIdleMs: 10_000 })
    const [one, two] = [await openChat(server.url), await openChat(server.url)]
    const text = 'x'.repeat(9_000)
    const kept = async (chat: Chat) => (await get(`${chat.url}/activities`, chat.token)).body.activities.length
    for (let i = 0; i < 4; i++) await say(one, text)
    await until(() => server.bot.heard.length === 6, 'all turns')
    expect(await kept(one)).toBeLessThanOrEqual(6)
    await say(two, text)
    await textsUntil(two, `echo: ${text}`)
    expect(await kept(two)).toBeLessThanOrEqual(2)
    server.clock.forward(10_001)
    await until(() => conversations() === 0, 'forgetting')
    const three = await openChat(server.url)
    for (let i = 0; i < 2; i++) await say(three, text)
    await until(() => server.bot.heard.length === 10, 'all turns')
    expect(await kept(three)).toBe(5)
  })

  it('makes room for a new conversation by forgetting the least recently used, but none in use', async () => {
    await start({ conversations: 2 })
    await openChat(server.url)
    const busy = await openChat(server.url)
    const { body } = await call(`${server.url}/directline/token`)
    const refused = await call(`${server.url}/v3/directline/conversations`, { token: body.token })
    expect(refused).toMatchObject({ status: 503, body: { error: { code: 'ServiceUnavailable' } } })
    expect(refused.headers.get('retry-after')).toBe('5')
    server.clock.forward(61_000)
    await say(busy, 'hi')
    expect((await call(`${server.url}/v3/directline/conversations`, { token: body.token })).status).toBe(201)
    expect(conversations()).toBe(2)
    expect((await get(`${busy.url}/activities`, busy.token)).body.watermark).toBe('3')
  })

  it('opens a forgotten chat again when all others are in use, in the place of one in which nobody spoke', async () => {
    await start({ conversations: 2 })
    const forgotten = await openChat(server.url)
    const busy = await openChat(server.url)
    server.clock.forward(61_000)
    await say(busy, 'hi')
    const third = await openChat(server.url)
    for (const { url, token } of [forgotten, third, forgotten]) {
      expect((await get(`${url}/activities?watermark=1`, token)).status).toBe(200)
      expect(conversations()).toBe(2)
    }
    expect((await say(forgotten, 'still me')).status).toBe(200)
    expect(await textsUntil(forgotten, 'echo: still me', '1')).toEqual(['still me', 'echo: still me'])
    expect((await get(`${busy.url}/activities`, busy.token)).body.watermark).toBe('3')
    expect(server.bot.heard.filter(({ channelData }) => channelData?.startedAnew)).toHaveLength(3)
  })

  it('opens a forgotten chat again even when somebody speaks in all others', async () => {
    await start({ conversations: 2 })
    const chats = [await openChat(server.url)]
    for (let i = 0; i < 3; i++) {
      server.clock.forward(61_000)
      chats.push(await openChat(server.url))
    }
    for (const chat of [...chats, ...chats]) expect((await say(chat, 'here')).status).toBe(200)
    expect(conversations()).toBe(2)
    expect(server.log.map(({ level }) => level)).toEqual(['warn', 'warn'])
  })
})

describe('turns that go wrong', () => {
  it('do not delay the next for ever when they hang', async () => {
    await start({ turnMs: 1_000 })
    const chat = await openChat(server.url)
    await say(chat, 'hang')
    await say(chat, 'hello?')
    await textsUntil(chat, 'echo: hello?')
    expect(server.log.map(({ message }) => message)).toEqual(['a bot turn takes too long; the next one begins'])
  })

  it('are logged without the user’s words when even the error handler fails', async () => {
    const onTurnError = async (_context: unknown, error: Error) => {
      throw error
    }
    await start({}, { onTurnError })
    const chat = await openChat(server.url)
    await say(chat, 'fail')
    await say(chat, 'next')
    await textsUntil(chat, 'echo: next')
    expect(server.log).toEqual([
      {
        level: 'error',
        fields: {
          conversation: chat.id,
          code: 'DEFECT',
          defect: 'Error',
          at: expect.arrayContaining([expect.stringMatching(/^at /)]),
        },
        message: 'a bot turn failed and so did its error handler',
      },
    ])
    expect(JSON.stringify(server.log)).not.toContain('cannot answer')
  })
})

describe('the key', () => {
  it('is refused when it is short', async () => {
    await start()
    await expect(startDirectLineServer({ tokenKey: new Uint8Array(16) })).rejects.toMatchObject({
      code: 'BAD_CONFIG',
      message: 'the key that signs chat tokens has 16 bytes, at least 32 are needed',
    })
  })
})
