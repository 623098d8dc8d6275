import { createHmac } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { SignJWT } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Answer, type Chat, call, openChat, say, textsUntil } from '../../../support/direct-line-http.js'
import { type DirectLineServer, startDirectLineServer, TOKEN_KEY } from '../../../support/direct-line-server.js'

const SECRET = 'a direct line secret of more than thirty-two characters'

let server: DirectLineServer
let chat: Chat
beforeEach(async () => {
  server = await startDirectLineServer({
    directLineSecret: SECRET,
    allowedOrigins: ['https://www.institution.example'],
  })
  chat = await openChat(server.url)
})
afterEach(() => server.stop())

const read = (token: string | null, url = chat.url) =>
  call(`${url}/activities`, { method: 'GET', ...(token === null ? {} : { token }) })
const send = (body: unknown, headers = {}) => call(`${chat.url}/activities`, { token: chat.token, body, headers })
const codeOf = ({ status, body }: Answer) => `${status} ${body.error?.code}`
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const payloadOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('tokens', () => {
  it('refuses a missing one with the next step', async () => {
    expect(await read(null)).toMatchObject({
      status: 401,
      body: { error: { code: 'MissingToken', message: 'Send the token in the header: Authorization: Bearer TOKEN' } },
    })
  })

  it('refuses one signed with another key', async () => {
    const forged = await new SignJWT(payloadOf(chat.token))
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new TextEncoder().encode('x'.repeat(40)))
    expect(codeOf(await read(forged))).toBe('403 InvalidToken')
  })

  it('refuses one without a signature', async () => {
    const [, payload] = chat.token.split('.')
    for (const alg of ['none', 'None', 'NONE']) {
      expect(codeOf(await read(`${base64url({ alg, typ: 'JWT' })}.${payload}.`))).toBe('403 InvalidToken')
    }
  })

  it('refuses another algorithm even with our key', async () => {
    const head = `${base64url({ alg: 'HS512', typ: 'JWT' })}.${chat.token.split('.')[1]}`
    const signature = createHmac('sha512', TOKEN_KEY).update(head).digest('base64url')
    expect(codeOf(await read(`${head}.${signature}`))).toBe('403 InvalidToken')
  })

  it.each([
    ['another issuer', { iss: 'somebody' }],
    ['another audience', { aud: 'somebody' }],
    ['no end', { exp: undefined }],
    ['no conversation', { conv: undefined }],
    ['a user that no channel made', { user: 'admin' }],
  ])('refuses one of our key with %s', async (_what, claims) => {
    const token = await new SignJWT({ ...payloadOf(chat.token), ...claims })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(TOKEN_KEY)
    expect(codeOf(await read(token))).toBe('403 InvalidToken')
  })

  it('refuses a changed payload, nonsense and a token that is far too long', async () => {
    const [head, , signature] = chat.token.split('.')
    const changed = `${head}.${base64url({ ...payloadOf(chat.token), conv: 'other' })}.${signature}`
    for (const token of [changed, 'nonsense', 'a.b.c', `${chat.token}x`, 'x'.repeat(10_000)]) {
      expect(codeOf(await read(token))).toBe('403 InvalidToken')
    }
  })

  it('accepts the token of a stream for streams only', async () => {
    const streamToken = new URL(chat.streamUrl).searchParams.get('t') ?? ''
    expect(codeOf(await read(streamToken))).toBe('403 InvalidToken')
  })

  it('distinguishes an expired one from a forged one', async () => {
    server.clock.forward(1_799_000)
    expect((await read(chat.token)).status).toBe(200)
    server.clock.forward(2_000)
    expect(await read(chat.token)).toMatchObject({
      status: 403,
      body: {
        error: { code: 'TokenExpired', message: 'The token has expired; get a new one from POST /directline/token.' },
      },
    })
    expect(codeOf(await call(`${server.url}/v3/directline/tokens/refresh`, { token: chat.token }))).toBe(
      '403 TokenExpired',
    )
  })

  it('answers for another user’s conversation exactly as for one that never existed', async () => {
    const other = await openChat(server.url)
    const answers = await Promise.all(
      [other.url, `${server.url}/v3/directline/conversations/no-such-conversation`].flatMap((url) => [
        read(chat.token, url),
        call(url, { method: 'GET', token: chat.token }),
        call(`${url}/activities`, { token: chat.token, body: { type: 'message', text: 'hi' } }),
        call(`${url}/upload`, { token: chat.token, body: 'x' }),
      ]),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(404))
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1)
    expect(await textsUntil(other, 'welcome')).toEqual(['welcome'])
  })
})

describe('the secret of the institution’s servers', () => {
  const generate = (token: string, body?: unknown) =>
    call(`${server.url}/v3/directline/tokens/generate`, { token, body })

  it('makes a token for a user of their own', async () => {
    const { status, body } = await generate(SECRET, { user: { id: 'dl_maria', name: 'María' } })
    expect({ status, expires_in: body.expires_in }).toEqual({ status: 200, expires_in: 1800 })
    expect(payloadOf(body.token)).toMatchObject({ user: 'dl_maria', sub: 'dl_maria', name: 'María' })
  })

  it('requires user ids that begin with dl_', async () => {
    const { status, body } = await generate(SECRET, { user: { id: 'maria' } })
    expect(status).toBe(400)
    expect(body.error.message).toBe(
      'The request is not valid: user.id: must begin with "dl_" and go on with letters, digits or . : @ _ -.',
    )
  })

  it('refuses a wrong one, and a token in its place', async () => {
    expect(codeOf(await generate('wrong'))).toBe('403 InvalidToken')
    expect(codeOf(await generate(chat.token))).toBe('403 InvalidToken')
  })

  it('says what to do when none is configured', async () => {
    const open = await startDirectLineServer()
    const { status, body } = await call(`${open.url}/v3/directline/tokens/generate`, { token: SECRET })
    await open.stop()
    expect({ status, code: body.error.code }).toEqual({ status: 403, code: 'NotAllowed' })
    expect(body.error.message).toContain('operators can set DIRECT_LINE_SECRET')
  })
})

describe('activities from clients', () => {
  it('come from the token’s user, whatever they claim', async () => {
    const { body } = await send({
      type: 'message',
      text: 'hi',
      id: 'mine',
      timestamp: '2001-01-01T00:00:00Z',
      from: { id: 'ventanilla', role: 'bot', name: 'The Director' },
      recipient: { id: 'somebody' },
      conversation: { id: 'other' },
      channelId: 'emulator',
      serviceUrl: 'https://attacker.example',
      membersAdded: [{ id: 'x' }],
      deliveryMode: 'expectReplies',
      suggestedActions: { actions: [] },
    })
    await textsUntil(chat, 'echo: hi')
    expect(body.id).toBe(`${chat.id}|0000001`)
    const { timestamp, ...heard } = server.bot.heard.at(-1) ?? ({} as never)
    expect(timestamp?.getFullYear()).toBeGreaterThan(2001)
    expect(heard).toEqual({
      type: 'message',
      text: 'hi',
      id: body.id,
      from: { id: chat.userId, role: 'user', name: 'The Director' },
      recipient: { id: 'ventanilla', name: 'Ventanilla', role: 'bot' },
      conversation: { id: chat.id },
      channelId: 'directline',
      serviceUrl: 'urn:ventanilla:direct-line',
    })
  })

  it.each(['conversationUpdate', 'contactRelationUpdate', 'trace', 'handoff', 'command', '', 7, null])(
    'are refused when their type is %j',
    async (type) => {
      expect(codeOf(await send({ type, membersAdded: [{ id: 'x' }] }))).toBe('400 BadArgument')
    },
  )

  it.each([
    ['no JSON', '{"type":'],
    ['an array', '[]'],
    ['a string', '"message"'],
    ['nothing', ''],
    ['no UTF-8', new Uint8Array([0x22, 0xff, 0xfe, 0x22])],
    ['ten thousand arrays in one another', `{"type":"message","value":${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
    ['__proto__', '{"type":"message","channelData":{"__proto__":{"admin":true}}}'],
    ['constructor.prototype', '{"type":"event","value":{"constructor":{"prototype":{"admin":true}}}}'],
    ['a text of 20,001 characters', { type: 'message', text: 'x'.repeat(20_001) }],
    ['a number for a text', { type: 'message', text: 5 }],
    ['channel data of 40 kB', { type: 'message', channelData: { blob: 'x'.repeat(40_000) } }],
    ['a value of 40 kB', { type: 'event', value: 'x'.repeat(40_000) }],
    ['entities of 40 kB', { type: 'message', entities: [{ blob: 'x'.repeat(40_000) }] }],
    ['eleven attachments', { type: 'message', attachments: Array(11).fill({ contentType: 'image/png' }) }],
    ['a client id that is no text', { type: 'message', channelData: { clientActivityID: { a: 1 } } }],
  ])('are refused when the body is or has %s', async (_what, body) => {
    const answer = await send(body, { 'Content-Type': 'application/json' })
    expect(codeOf(answer)).toBe('400 BadArgument')
    expect(answer.body.error.message).not.toContain('xxx')
    expect(({} as { admin?: boolean }).admin).toBeUndefined()
    await say(chat, 'still there?')
    expect(await textsUntil(chat, 'echo: still there?')).toEqual(['welcome', 'still there?', 'echo: still there?'])
  })

  it('are refused with the faults by field', async () => {
    const { body } = await send({ type: 'conversationUpdate' })
    expect(body.error.message).toMatchInlineSnapshot(
      `"The activity is not valid: type: Invalid option: expected one of "message"|"event"|"typing"|"invoke"|"messageReaction"|"endOfConversation"."`,
    )
  })

  it('may have 20,000 characters', async () => {
    expect((await send({ type: 'message', text: 'ñ'.repeat(20_000) })).status).toBe(200)
  })

  it('may omit fields by writing null', async () => {
    expect((await send({ type: 'message', text: 'hi', attachments: null, locale: null, value: null })).status).toBe(200)
  })

  it('carry no addresses of attachments to the bot', async () => {
    const attachments = [
      { contentType: 'image/png', name: 'a.png', contentUrl: 'http://169.254.169.254/latest', content: { x: 1 } },
    ]
    await send({ type: 'message', text: 'look', attachments })
    await textsUntil(chat, 'echo: look')
    expect(server.bot.heard.at(-1)?.attachments).toEqual([{ contentType: 'image/png', name: 'a.png' }])
  })

  it('are refused beyond the body limit, announced or not, and the connection survives the next request', async () => {
    const big = `{"type":"message","text":"${'x'.repeat(300_000)}"}`
    const answer = await send(big)
    expect(answer).toMatchObject({
      status: 413,
      body: { error: { code: 'PayloadTooLarge', message: 'The body is larger than 262144 bytes; send less at once.' } },
    })
    const chunked = await fetch(`${chat.url}/activities`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${chat.token}` },
      body: new Blob([big]).stream(),
      duplex: 'half',
    } as RequestInit)
    expect(chunked.status).toBe(413)
    expect((await say(chat, 'small')).status).toBe(200)
  })

  it('are not decompressed', async () => {
    const packed = new Uint8Array(gzipSync(JSON.stringify({ type: 'message', text: 'hi' })))
    expect(codeOf(await send(packed, { 'Content-Encoding': 'gzip' }))).toBe('415 UnsupportedMediaType')
  })

  it('wait for their turn in a limited number', async () => {
    await say(chat, 'hang')
    const answers = await Promise.all(Array.from({ length: 30 }, () => say(chat, 'more')))
    const refused = answers.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThanOrEqual(10)
    expect(refused[0]?.body.error.code).toBe('TooManyRequests')
    expect(refused[0]?.headers.get('retry-after')).toBe('2')
  })
})

describe('other requests', () => {
  it.each(['abc', '-1', '1e3', '1'.repeat(30), '1;2'])('refuses the watermark %j', async (watermark) => {
    const url = `${chat.url}/activities?watermark=${encodeURIComponent(watermark)}`
    expect(codeOf(await call(url, { method: 'GET', token: chat.token }))).toBe('400 BadArgument')
  })

  it('gives a client with a watermark from the future the present one', async () => {
    await textsUntil(chat, 'welcome')
    const url = `${chat.url}/activities?watermark=99`
    expect((await call(url, { method: 'GET', token: chat.token })).body).toEqual({ activities: [], watermark: '1' })
  })

  it('ignores an invalid language rather than refuse the chat', async () => {
    expect((await call(`${server.url}/directline/token`, { body: { locale: '<script>' } })).status).toBe(200)
  })

  it('logs no words of users and no tokens', async () => {
    await say(chat, 'fail')
    await say(chat, 'my number is 600 123 456')
    await textsUntil(chat, 'echo: my number is 600 123 456')
    const log = JSON.stringify(server.log)
    expect(log).not.toContain('600 123')
    expect(log).not.toContain(chat.token)
  })
})

describe('pages of other origins', () => {
  const from = (origin: string, method = 'POST') =>
    call(`${server.url}/directline/token`, { method, headers: { Origin: origin } })

  it('may call when they are allowed', async () => {
    const { status, headers } = await from('https://www.institution.example')
    expect(status).toBe(200)
    expect(headers.get('access-control-allow-origin')).toBe('https://www.institution.example')
    expect(headers.get('vary')).toBe('Origin')
    const preflight = await from('https://www.institution.example', 'OPTIONS')
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Authorization')
  })

  it('may read why they were refused', async () => {
    const { status, headers } = await call(`${chat.url}/activities`, {
      method: 'GET',
      headers: { Origin: 'https://www.institution.example' },
    })
    expect(status).toBe(401)
    expect(headers.get('access-control-allow-origin')).toBe('https://www.institution.example')
  })

  it.each(['https://attacker.example', 'null', 'https://www.institution.example.attacker.example', 'nonsense'])(
    'may not call from %s',
    async (origin) => {
      const answer = await from(origin)
      expect(codeOf(answer)).toBe('403 OriginNotAllowed')
      expect(answer.headers.get('access-control-allow-origin')).toBeNull()
      expect((await from(origin, 'OPTIONS')).status).toBe(403)
    },
  )

  it('do not include our own page, which needs no permission', async () => {
    expect((await from(server.url)).status).toBe(200)
  })
})
