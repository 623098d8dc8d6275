import { createConnection, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type WebSocket from 'ws'
import type { DirectLineLimits } from '../../../../bot/channels/direct-line/direct-line-limits.js'
import { type Chat, call, openChat, openSocket, say, textsUntil, until } from '../../../support/direct-line-http.js'
import { type DirectLineServer, startDirectLineServer, TOKEN_KEY } from '../../../support/direct-line-server.js'

let server: DirectLineServer
let chat: Chat
const sockets: WebSocket[] = []

async function start(limits: Partial<DirectLineLimits> = {}): Promise<void> {
  await server?.stop()
  server = await startDirectLineServer({ limits, allowedOrigins: ['https://www.institution.example'] })
  chat = await openChat(server.url)
  await textsUntil(chat, 'welcome')
}

beforeEach(() => start())
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate()
  await server.stop()
})

async function open(url = chat.streamUrl, headers = {}) {
  const opened = await openSocket(url, headers)
  if ('socket' in opened) sockets.push(opened.socket)
  return opened
}

async function opened(url = chat.streamUrl) {
  const result = await open(url)
  if (!('socket' in result)) throw new Error(`refused with ${result.status}`)
  return result
}

const refusal = async (url: string, headers = {}) => {
  const result = await open(url, headers)
  return 'status' in result ? `${result.status} ${JSON.parse(result.body).error.code}` : 'open'
}
const wsUrl = (path: string) => `ws://127.0.0.1:${server.port}${path}`
const streamPath = (query: string, id = chat.id) => wsUrl(`/v3/directline/conversations/${id}/stream${query}`)
const textsOf = (frames: readonly string[]) =>
  frames
    .filter((frame) => frame !== '')
    .flatMap((frame) =>
      JSON.parse(frame).activities.map(({ text, type }: { text?: string; type: string }) => text ?? type),
    )

describe('the stream', () => {
  it('sends what was missed, then what comes, each with its watermark', async () => {
    await say(chat, 'early')
    await textsUntil(chat, 'echo: early')
    const { frames } = await opened()
    await until(() => frames.length === 1, 'replay')
    expect(textsOf(frames)).toEqual(['welcome', 'early', 'echo: early'])
    expect(JSON.parse(frames[0] ?? '').watermark).toBe('3')
    await say(chat, 'late')
    await until(() => frames.length === 3, 'what comes')
    expect(frames.map((frame) => JSON.parse(frame).watermark)).toEqual(['3', '4', '5'])
    expect(textsOf(frames)).toEqual(['welcome', 'early', 'echo: early', 'late', 'echo: late'])
  })

  it('begins at the watermark in its address', async () => {
    await say(chat, 'early')
    await textsUntil(chat, 'echo: early')
    const { frames } = await opened(chat.streamUrl.replace('watermark=0', 'watermark=2'))
    await until(() => frames.length === 1, 'replay')
    expect(textsOf(frames)).toEqual(['echo: early'])
  })

  it('sends a typing indicator without a watermark', async () => {
    const { frames } = await opened()
    await say(chat, 'typing')
    await until(() => textsOf(frames).includes('echo: typing'), 'reply')
    const typing = frames.map((frame) => JSON.parse(frame)).find(({ activities }) => activities[0].type === 'typing')
    expect(typing).toEqual({ activities: [expect.objectContaining({ type: 'typing' })] })
  })

  it('opens with the conversation’s own token as well', async () => {
    expect(await refusal(streamPath(`?t=${chat.token}`))).toBe('open')
  })

  it('refuses before there is any WebSocket', async () => {
    const other = await openChat(server.url)
    const foreign = await startDirectLineServer({ tokenKey: new TextEncoder().encode('y'.repeat(40)) })
    const forged = (await openChat(foreign.url)).token
    await foreign.stop()
    expect(await refusal(streamPath(''))).toBe('401 MissingToken')
    expect(await refusal(streamPath(`?t=${forged}`))).toBe('403 InvalidToken')
    expect(await refusal(streamPath(`?t=${other.token}`))).toBe('404 NotFound')
    expect(await refusal(streamPath(`?t=${chat.token}`, 'no-such-conversation'))).toBe('404 NotFound')
    expect(await refusal(streamPath(`?t=${chat.token}&watermark=x`))).toBe('400 BadArgument')
    expect(await refusal(wsUrl(`/elsewhere?t=${chat.token}`))).toBe('404 NotFound')
    server.clock.forward(1_801_000)
    expect(await refusal(streamPath(`?t=${chat.token}`))).toBe('403 TokenExpired')
    expect(server.channel.stats().sockets).toBe(0)
  })

  it('refuses pages of origins that are not allowed', async () => {
    expect(await refusal(chat.streamUrl, { Origin: 'https://attacker.example' })).toBe('403 OriginNotAllowed')
    expect(await refusal(chat.streamUrl, { Origin: 'null' })).toBe('403 OriginNotAllowed')
    expect(await refusal(chat.streamUrl, { Origin: 'https://www.institution.example' })).toBe('open')
    expect(await refusal(chat.streamUrl, { Origin: server.url })).toBe('open')
  })

  it('tells clients that offer HTTP/2 to ask without', async () => {
    const answer = await rawRequest('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
    expect(answer).toContain('400 Bad Request')
    expect(answer).toContain('send this request without the Upgrade header')
  })

  it('survives upgrade requests that are cut off or malformed', async () => {
    const path = new URL(chat.streamUrl)
    await rawRequest(
      `GET ${path.pathname}${path.search} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    await rawRequest('GET //[ HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
    const socket = createConnection(server.port, '127.0.0.1')
    socket.write(
      `GET ${path.pathname}${path.search} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    )
    socket.resetAndDestroy()
    expect((await say(chat, 'still there?')).status).toBe(200)
  })

  it('gives addresses with wss behind a proxy that ends TLS', async () => {
    const headers = { 'X-Forwarded-Proto': 'https', 'X-Forwarded-Host': 'chat.institution.example' }
    const { body } = await call(chat.url, { method: 'GET', token: chat.token, headers })
    expect(body.streamUrl).toMatch(/^wss:\/\/chat\.institution\.example\/v3\/directline\/conversations\//)
  })

  it('has an address that works for five minutes only', async () => {
    server.clock.forward(301_000)
    expect(await refusal(chat.streamUrl)).toBe('403 TokenExpired')
  })
})

describe('sockets', () => {
  it('are limited in number, and a place is free again when one closes', async () => {
    await start({ sockets: 3, socketsPerConversation: 10 })
    const { socket } = await opened()
    await opened()
    await opened()
    expect(await refusal(chat.streamUrl)).toBe('503 ServiceUnavailable')
    socket.close()
    await until(() => server.channel.stats().sockets === 2, 'close')
    await opened()
  })

  it('are limited when they all come at once', async () => {
    await start({ sockets: 5, socketsPerConversation: 100 })
    const results = await Promise.all(Array.from({ length: 60 }, () => refusal(chat.streamUrl)))
    expect(results.filter((result) => result === 'open')).toHaveLength(5)
    expect(new Set(results)).toEqual(new Set(['open', '503 ServiceUnavailable']))
  })

  it('beyond the limit of a conversation close the oldest', async () => {
    await start({ socketsPerConversation: 2 })
    const all = [await opened(), await opened(), await opened()]
    await until(() => server.channel.stats().sockets === 2, 'the oldest to go')
    await say(chat, 'hi')
    await until(() => all.slice(1).every(({ frames }) => textsOf(frames).includes('echo: hi')), 'the rest')
    expect(textsOf(all[0]?.frames ?? [])).not.toContain('hi')
  })

  it('get empty frames while nothing happens and may send some', async () => {
    await start({ keepAliveMs: 500 })
    const { socket, frames } = await opened()
    socket.send('')
    await until(() => frames.filter((frame) => frame === '').length >= 3, 'empty frames')
    expect(socket.readyState).toBe(socket.OPEN)
  })

  it('are closed when the client no longer responds', async () => {
    await start({ keepAliveMs: 30 })
    const dead = await rawStream()
    await until(() => server.channel.stats().sockets === 1, 'opening')
    await until(() => server.channel.stats().sockets === 0, 'cut')
    dead.destroy()
  })

  it('are closed when they read too slowly, and what was missed is still there', async () => {
    await start({ socketBacklogBytes: 200_000, keptChars: 50_000_000, waitingTurns: 2_000 })
    const dead = await rawStream()
    dead.pause()
    await until(() => server.channel.stats().sockets === 1, 'opening')
    const text = 'x'.repeat(20_000)
    for (let i = 0; i < 400 && server.channel.stats().sockets === 1; i++) await say(chat, text)
    await until(() => server.channel.stats().sockets === 0, 'cut')
    expect(server.log.map(({ message }) => message)).toContain(
      'a stream reads too slowly and is closed; its client reconnects',
    )
    dead.destroy()
    expect(await textsUntil(chat, `echo: ${text}`, '1')).toContain(text)
  })

  it('are closed for frames larger than any client sends', async () => {
    const { socket } = await opened()
    const code = new Promise((resolve) => socket.once('close', resolve))
    socket.send('x'.repeat(2_000))
    expect(await code).toBe(1009)
    expect(server.channel.stats().sockets).toBe(0)
  })

  it('are told that the server is going away, after the turns under way', async () => {
    await start({ closeGraceMs: 60_000 })
    const { socket, frames } = await opened()
    const code = new Promise((resolve) => socket.once('close', resolve))
    await say(chat, 'slow')
    await server.channel.close()
    expect(await code).toBe(1001)
    expect(textsOf(frames)).toContain('echo: slow')
    expect(server.channel.stats().sockets).toBe(0)
    expect(await say(chat, 'late')).toMatchObject({ status: 503, body: { error: { code: 'ServiceUnavailable' } } })
    expect(await refusal(chat.streamUrl)).toBe('503 ServiceUnavailable')
  })
})

function rawRequest(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(server.port, '127.0.0.1')
    let answer = ''
    socket.on('data', (chunk) => {
      answer += String(chunk)
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
    socket.write(text)
  })
}

/** A WebSocket that does not respond, as when its machine sleeps. */
async function rawStream(): Promise<Socket> {
  const { pathname, search } = new URL(chat.streamUrl)
  const socket = createConnection(server.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(
    `GET ${pathname}${search} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.from(TOKEN_KEY.slice(0, 16)).toString('base64')}\r\n\r\n`,
  )
  return socket
}
