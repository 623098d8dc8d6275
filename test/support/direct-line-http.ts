import { once } from 'node:events'
import WebSocket from 'ws'
import { PATIENCE_MS } from './patience.js'

export interface Answer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: answers are read field by field and compared
  readonly body: any
}

/** One request, with a JSON body unless `body` is bytes or text. */
export async function call(
  url: string,
  {
    method = 'POST',
    token,
    body,
    headers = {},
  }: {
    readonly method?: string
    readonly token?: string
    readonly body?: unknown
    readonly headers?: Readonly<Record<string, string>>
  } = {},
): Promise<Answer> {
  const raw = typeof body === 'string' || body instanceof Uint8Array || body instanceof FormData
  const response = await fetch(url, {
    method,
    headers: {
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined || raw ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: raw ? (body as BodyInit) : JSON.stringify(body) }),
  })
  const text = await response.text()
  let json: unknown = text
  try {
    json = JSON.parse(text)
  } catch {
    // a file or an empty answer
  }
  return { status: response.status, headers: response.headers, body: json }
}

export interface Chat {
  readonly id: string
  readonly userId: string
  readonly token: string
  readonly streamUrl: string
  /** address of the conversation */
  readonly url: string
}

/** Opens a conversation like a page does. */
export async function openChat(serverUrl: string, body?: unknown): Promise<Chat> {
  const { body: first } = await call(`${serverUrl}/directline/token`, body === undefined ? {} : { body })
  const { body: opened } = await call(`${serverUrl}/v3/directline/conversations`, { token: first.token })
  const id: string = opened.conversationId
  return {
    id,
    userId: first.userId,
    token: opened.token,
    streamUrl: opened.streamUrl,
    url: `${serverUrl}/v3/directline/conversations/${id}`,
  }
}

export async function say(chat: Chat, text: string, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
  return call(`${chat.url}/activities`, { token: chat.token, body: { type: 'message', text, ...more } })
}

/** Polls until an activity with this text arrives, and returns all texts since `watermark`. */
export async function textsUntil(chat: Chat, last: string, watermark = ''): Promise<readonly string[]> {
  const deadline = Date.now() + PATIENCE_MS
  while (Date.now() < deadline) {
    const { body } = await call(`${chat.url}/activities?watermark=${watermark}`, { method: 'GET', token: chat.token })
    const texts: readonly string[] = body.activities.map(
      ({ type, text }: { type: string; text?: string }) => text ?? type,
    )
    if (texts.includes(last)) return texts
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`"${last}" did not come`)
}

/** Opens a socket. Resolves to it, or to the HTTP status and body of the refusal. */
export async function openSocket(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<
  { readonly socket: WebSocket; readonly frames: string[] } | { readonly status: number; readonly body: string }
> {
  const socket = new WebSocket(url, { headers })
  const frames: string[] = []
  socket.on('message', (data) => frames.push(String(data)))
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve({ socket, frames }))
    socket.once('error', reject)
    socket.once('unexpected-response', (_request, response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      void once(response, 'end').then(() =>
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
      )
    })
  })
}

export async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`timed out waiting for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
