import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Chat, call, openChat, say, textsUntil, until } from '../../../support/direct-line-http.js'
import { type DirectLineServer, startDirectLineServer } from '../../../support/direct-line-server.js'

let server: DirectLineServer
beforeEach(async () => {
  server = await startDirectLineServer()
})
afterEach(() => server.stop())

const activitiesOf = async (chat: Chat, watermark = '') =>
  (await call(`${chat.url}/activities?watermark=${watermark}`, { method: 'GET', token: chat.token })).body

describe('a conversation over HTTP', () => {
  it('gives the page a token without a secret, bound to a new user', async () => {
    const { status, body, headers } = await call(`${server.url}/directline/token`, { body: { locale: 'es' } })
    expect(status).toBe(200)
    expect(body).toEqual({
      token: expect.any(String),
      conversationId: expect.stringMatching(/^[\w-]{22}$/),
      userId: expect.stringMatching(/^dl_[\w-]{22}$/),
      expires_in: 1800,
    })
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
  })

  it('accepts a token request without a body', async () => {
    expect((await call(`${server.url}/directline/token`)).status).toBe(200)
  })

  it('does not let the page choose its user id', async () => {
    const { body } = await call(`${server.url}/directline/token`, {
      body: { user: { id: 'dl_somebody' }, userId: 'dl_x' },
    })
    expect(body.userId).toMatch(/^dl_[\w-]{22}$/)
  })

  it('starts with 201 and finds it again with 200', async () => {
    const { body } = await call(`${server.url}/directline/token`)
    const first = await call(`${server.url}/v3/directline/conversations`, { token: body.token })
    const second = await call(`${server.url}/v3/directline/conversations`, { token: first.body.token })
    expect([first.status, second.status]).toEqual([201, 200])
    expect(second.body.conversationId).toBe(first.body.conversationId)
    expect(first.body.expires_in).toBe(1800)
    expect(first.body.streamUrl).toMatch(
      new RegExp(`^ws://127\\.0\\.0\\.1:${server.port}/v3/directline/conversations/${body.conversationId}/stream\\?`),
    )
    await until(() => server.bot.heard.length === 1, 'conversationUpdate')
  })

  it('tells the bot of user and bot when it starts, in the language of the page', async () => {
    const chat = await openChat(server.url, { locale: 'es-ES' })
    expect(await textsUntil(chat, 'welcome es-ES')).toEqual(['welcome es-ES'])
    expect(server.bot.heard[0]).toMatchObject({
      type: 'conversationUpdate',
      channelId: 'directline',
      conversation: { id: chat.id },
      from: { id: chat.userId, role: 'user' },
      recipient: { id: 'ventanilla', role: 'bot' },
      membersAdded: [{ id: 'ventanilla' }, { id: chat.userId }],
    })
  })

  it('sends back the completed message before the answer to it', async () => {
    const chat = await openChat(server.url)
    await textsUntil(chat, 'welcome')
    const { status, body } = await say(chat, 'hello', { channelData: { clientActivityID: 'c1' }, locale: 'es' })
    expect({ status, body }).toEqual({ status: 200, body: { id: `${chat.id}|0000001` } })
    await textsUntil(chat, 'echo: hello')
    const { activities, watermark } = await activitiesOf(chat, '1')
    expect(watermark).toBe('3')
    expect(activities).toEqual([
      {
        type: 'message',
        text: 'hello',
        locale: 'es',
        channelData: { clientActivityID: 'c1' },
        id: `${chat.id}|0000001`,
        timestamp: expect.any(String),
        channelId: 'directline',
        conversation: { id: chat.id },
        from: { id: chat.userId, name: '', role: 'user' },
      },
      {
        type: 'message',
        text: 'echo: hello',
        inputHint: 'acceptingInput',
        locale: 'es',
        id: `${chat.id}|0000002`,
        replyToId: `${chat.id}|0000001`,
        timestamp: expect.any(String),
        channelId: 'directline',
        conversation: { id: chat.id },
        from: { id: 'ventanilla', name: 'Ventanilla', role: 'bot' },
      },
    ])
  })

  it('names no reply target that the client has never seen', async () => {
    const chat = await openChat(server.url)
    await textsUntil(chat, 'welcome')
    const reference = { ...server.bot.references[0], activityId: `${chat.id}|start` }
    await server.channel.adapter.continueConversationAsync('app', reference, async (context) => {
      await context.sendActivity('by the way')
    })
    const { activities } = await activitiesOf(chat)
    expect(activities).toHaveLength(2)
    for (const activity of activities) expect(activity).not.toHaveProperty('replyToId')
  })

  it('continues exactly from every watermark', async () => {
    const chat = await openChat(server.url)
    for (const word of ['a', 'b', 'c']) await say(chat, word)
    const all = await textsUntil(chat, 'echo: c')
    for (let seen = 0; seen <= all.length; seen++) {
      const { activities, watermark } = await activitiesOf(chat, String(seen))
      expect(activities.map(({ text }: { text: string }) => text)).toEqual(all.slice(seen))
      expect(watermark).toBe('7')
    }
  })

  it('runs the turns of a conversation one after another', async () => {
    const chat = await openChat(server.url)
    await textsUntil(chat, 'welcome')
    await say(chat, 'slow')
    await say(chat, 'many')
    expect(await textsUntil(chat, 'echo: many', '1')).toEqual([
      'slow',
      'many',
      'echo: slow',
      'one',
      'two',
      'three',
      'echo: many',
    ])
  })

  it('answers the sender at once and serves other conversations while one hangs', async () => {
    const [slow, quick] = [await openChat(server.url), await openChat(server.url)]
    await say(slow, 'hang')
    await say(quick, 'hi')
    expect(await textsUntil(quick, 'echo: hi')).toContain('welcome')
  })

  it('accepts a duplicate message once', async () => {
    const chat = await openChat(server.url)
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await say(chat, 'pay', { channelData: { clientActivityID: 'same' } })).body.id),
    )
    expect(new Set(ids).size).toBe(1)
    const texts = await textsUntil(chat, 'echo: pay')
    expect(texts.filter((text) => text.includes('pay'))).toEqual(['pay', 'echo: pay'])
  })

  it('apologises through the bot when a turn fails, and continues', async () => {
    const chat = await openChat(server.url)
    expect((await say(chat, 'fail')).status).toBe(200)
    await say(chat, 'still there?')
    expect(await textsUntil(chat, 'echo: still there?')).toContain('sorry')
    expect(JSON.stringify(server.log)).not.toContain('still there')
  })

  it('does not show clients the traces of the bot, nor its typing to those who poll', async () => {
    const chat = await openChat(server.url)
    await say(chat, 'trace')
    await say(chat, 'typing')
    const texts = await textsUntil(chat, 'echo: typing')
    expect(texts).toEqual(expect.not.arrayContaining(['trace inner workings']))
    const { activities } = await activitiesOf(chat)
    expect(new Set(activities.map(({ type }: { type: string }) => type))).toEqual(new Set(['message']))
  })

  it('puts an edited message in the place of the first and takes a deleted one out', async () => {
    const chat = await openChat(server.url)
    await say(chat, 'edit')
    await textsUntil(chat, 'edited')
    await say(chat, 'remove')
    await textsUntil(chat, 'messageDelete')
    const { activities } = await activitiesOf(chat)
    const shown = activities.map(({ type, text }: { type: string; text?: string }) => text ?? type)
    expect(shown).toEqual(['welcome', 'edit', 'edited', 'remove', 'messageDelete'])
    expect(activities[2].id).toBe(`${chat.id}|0000002`)
    expect(Date.parse(activities[2].timestamp)).toBeLessThanOrEqual(Date.parse(activities[3].timestamp))
  })

  it('carries events to the bot', async () => {
    const chat = await openChat(server.url)
    const body = { type: 'event', name: 'pick', value: { pair: 'fees' } }
    expect((await call(`${chat.url}/activities`, { token: chat.token, body })).status).toBe(200)
    await textsUntil(chat, 'event: pick')
    expect(server.bot.heard.at(-1)?.value).toEqual({ pair: 'fees' })
  })

  it('lets the bot write first later on', async () => {
    const chat = await openChat(server.url)
    await say(chat, 'hi')
    await textsUntil(chat, 'echo: hi')
    const reference = server.bot.references.at(-1) ?? {}
    await server.channel.adapter.continueConversationAsync(
      'app',
      JSON.parse(JSON.stringify(reference)),
      async (context) => {
        await context.sendActivity('a person is here')
      },
    )
    expect(await textsUntil(chat, 'a person is here', '3')).toEqual(['a person is here'])
  })

  it('refuses to write first into a conversation it does not know', async () => {
    const reference = { conversation: { id: 'gone' } } as never
    await expect(
      server.channel.adapter.continueConversationAsync('app', reference, async () => {}),
    ).rejects.toMatchObject({
      code: 'CONVERSATION_UNKNOWN',
    })
  })

  it('is over when the bot says so, once the client has read it', async () => {
    const chat = await openChat(server.url)
    await say(chat, 'bye')
    await textsUntil(chat, 'endOfConversation')
    const { watermark } = await activitiesOf(chat)
    const get = await call(`${chat.url}/activities?watermark=${watermark}`, { method: 'GET', token: chat.token })
    expect(get).toMatchObject({ status: 404, body: { error: { code: 'NotFound' } } })
    expect((await say(chat, 'more')).status).toBe(404)
    expect((await call(`${server.url}/v3/directline/tokens/refresh`, { token: chat.token })).status).toBe(404)
  })

  it('has a session id that stays the same', async () => {
    const chat = await openChat(server.url)
    const get = () => call(`${server.url}/v3/directline/session/getsessionid`, { method: 'GET', token: chat.token })
    expect((await get()).body).toEqual({ sessionId: expect.any(String) })
    expect((await get()).body).toEqual((await get()).body)
  })
})
