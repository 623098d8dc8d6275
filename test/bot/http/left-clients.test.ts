import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAssistantHandler } from '../../../bot/turn/assistant-handler.js'
import { createTurnErrorHandler } from '../../../bot/turn/turn-error.js'
import { type Chat, call, openChat } from '../../support/direct-line-http.js'
import { type RunningServer, startPublicServer } from '../../support/public-server.js'
import { rawAnswer, rawSocket } from '../../support/raw-http.js'
import { scriptedAssistant } from '../../support/scripted-assistant.js'
import { type TestChat, testChat } from '../../support/test-chat.js'

let server: RunningServer
let chat: Chat
let bot: TestChat

beforeAll(async () => {
  bot = testChat(scriptedAssistant([]))
  const bots = {
    handler: createAssistantHandler(bot.handlerOptions),
    onTurnError: createTurnErrorHandler(bot.handlerOptions),
  }
  server = await startPublicServer({ directLine: bots, botFramework: bots })
  chat = await openChat(server.url)
})
afterAll(() => server.stop())

const faults = () => [...server.log, ...bot.log].filter(({ level }) => level !== 'debug')
const post = (path: string, more = '') =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${chat.token}\r\nContent-Type: application/json\r\n${more}`
const ROUTES = () => [
  '/directline/token',
  '/v3/directline/conversations',
  `/v3/directline/conversations/${chat.id}/activities`,
  `/v3/directline/conversations/${chat.id}/upload`,
  '/api/messages',
]

describe('a client that leaves', () => {
  it.each(['destroy', 'resetAndDestroy', 'end'] as const)(
    'in the middle of a body (%s) is no fault of ours',
    async (leave) => {
      for (const path of ROUTES()) {
        for (const body of [
          'Content-Length: 5000\r\n\r\n{"type":"mess',
          'Transfer-Encoding: chunked\r\n\r\n5\r\n{"typ',
        ]) {
          const socket = rawSocket(server.url)
          socket.resume()
          await once(socket, 'connect')
          // The server has begun to read when it asks for more.
          socket.write(post(path, `Expect: 100-continue\r\n${body.split('\r\n\r\n')[0]}\r\n\r\n`))
          await once(socket, 'data')
          socket.write(body.split('\r\n\r\n')[1] ?? '')
          const closed = once(socket, 'close')
          socket[leave]()
          await closed
        }
      }
      expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
      expect(faults()).toEqual([])
    },
  )

  it('before its answer is no fault of ours', async () => {
    for (const leave of ['destroy', 'resetAndDestroy'] as const) {
      for (const path of ['/', '/health/live', '/metrics', '/nothing']) {
        const socket = rawSocket(server.url)
        await once(socket, 'connect')
        socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`, () => socket[leave]())
        await once(socket, 'close')
      }
    }
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200)
    expect(faults()).toEqual([])
  })

  it('with half a body at the end of what it sends is told', async () => {
    const socket = rawSocket(server.url)
    let text = ''
    socket.on('data', (chunk) => {
      text += String(chunk)
    })
    socket.end(post('/directline/token', 'Content-Length: 500\r\n\r\n{"a'))
    await once(socket, 'close')
    expect(text).toMatch(/^HTTP\/1\.1 400 /)
    expect(faults()).toEqual([])
  })
})

describe('an activity that the bot does not know', () => {
  const ODD = [
    { type: 'invoke', name: 'nobody/knows' },
    { type: 'invoke' },
    { type: 'invoke', name: 'adaptiveCard/action', value: 5 },
    { type: 'invoke', name: 'adaptiveCard/action', value: { action: { type: 'x' } } },
    { type: 'invoke', name: 'adaptiveCard/action', value: { a: 1 } },
    { type: 'invoke', name: 'adaptiveCard/action', value: { action: null } },
    { type: 'invoke', name: 'signin/verifyState' },
    { type: 'invoke', name: 'application/search', value: null },
    { type: 'invoke', name: 'signin/tokenExchange', value: null },
    { type: 'invoke', name: 'application/search', value: { kind: 1 } },
    { type: 'event' },
    { type: 'event', name: 'tokens/response', value: [] },
    { type: 'messageReaction', reactionsAdded: [{ type: 'like' }], reactionsRemoved: [{ type: 'x' }] },
    { type: 'message', value: { anything: [] } },
    { type: 'endOfConversation', code: 'odd' },
  ]

  it.each(ODD.map((activity) => [JSON.stringify(activity), activity]))(
    '%s is no fault of ours',
    async (_name, activity) => {
      const own = await openChat(server.url)
      expect((await call(`${own.url}/activities`, { token: own.token, body: activity })).status).toBe(200)
      const local = {
        channelId: 'emulator',
        serviceUrl: 'http://localhost:1/',
        conversation: { id: own.id },
        from: { id: 'u' },
        recipient: { id: 'b' },
        deliveryMode: 'expectReplies',
        ...activity,
      }
      expect((await call(`${server.url}/api/messages`, { body: local })).status).toBe(200)
      expect(faults()).toEqual([])
    },
  )

  it('is answered with a status where the response can carry one', async () => {
    const body = JSON.stringify({
      type: 'invoke',
      name: 'nobody/knows',
      channelId: 'emulator',
      serviceUrl: 'http://localhost:9000',
      conversation: { id: 'c' },
      from: { id: 'u' },
      recipient: { id: 'b' },
      deliveryMode: 'normal',
    })
    const open = await startPublicServer({ botFramework: { replyUrls: ['http://localhost:9000'] } })
    const { status } = await rawAnswer(open.url, post('/api/messages', `Content-Length: ${body.length}\r\n\r\n${body}`))
    expect(status).toBe(501)
    expect(open.log.filter(({ level }) => level !== 'debug')).toEqual([])
    await open.stop()
  })
})
