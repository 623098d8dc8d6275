import { setTimeout as sleep } from 'node:timers/promises'
import pTimeout from 'p-timeout'
import WebSocket from 'ws'

/** What the benchmark needs of a Direct Line activity. */
export interface Activity {
  readonly type: string
  readonly id?: string
  readonly replyToId?: string
  readonly from?: { readonly id: string }
  readonly text?: string
  readonly entities?: readonly { readonly type: string; readonly [field: string]: unknown }[]
}

export type Transport = 'websocket' | 'polling'

/** One citizen's chat, as the real client runs it. */
export interface Chat {
  /** Sends a message and resolves with the bot's first message in reply to it. */
  ask(text: string): Promise<Activity>
  end(): void
}

const REPLY_LIMIT_MS = 30_000
const POLL_MS = 500

/** Opens a chat the way the page does: a token, a conversation, a stream. */
export async function openChat(baseUrl: string, transport: Transport, locale: string): Promise<Chat> {
  const { token } = await call<{ token: string }>(`${baseUrl}/directline/token`, 'POST', null, {})
  const directLine = `${baseUrl}/v3/directline/conversations`
  const conversation = await call<{ conversationId: string; streamUrl: string }>(directLine, 'POST', token, { locale })
  const activitiesUrl = `${directLine}/${encodeURIComponent(conversation.conversationId)}/activities`
  const replies = replyBox()
  const stop =
    transport === 'websocket'
      ? await listen(conversation.streamUrl, replies.deliver)
      : poll(activitiesUrl, token, replies.deliver)
  return {
    async ask(text) {
      const message = { type: 'message', text, locale, from: { id: 'citizen' } }
      const { id } = await call<{ id: string }>(activitiesUrl, 'POST', token, message)
      return replies.replyTo(id)
    },
    end: stop,
  }
}

async function call<T>(url: string, method: string, token: string | null, body: unknown): Promise<T> {
  const response = await fetch(url, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })
  if (!response.ok) throw new Error(`${method} ${new URL(url).pathname}: ${response.status} ${await response.text()}`)
  return (await response.json()) as T
}

/** Matches replies with the calls that wait for them, whichever comes first. */
function replyBox() {
  const arrived = new Map<string, Activity>()
  const waiting = new Map<string, (reply: Activity) => void>()
  return {
    deliver(activities: readonly Activity[]): void {
      for (const activity of activities) {
        if (activity.type !== 'message' || activity.replyToId === undefined) continue
        const wake = waiting.get(activity.replyToId)
        if (wake === undefined) arrived.set(activity.replyToId, arrived.get(activity.replyToId) ?? activity)
        else wake(activity)
      }
    },
    async replyTo(id: string): Promise<Activity> {
      const early = arrived.get(id)
      if (early !== undefined) return early
      try {
        const reply = new Promise<Activity>((resolve) => void waiting.set(id, resolve))
        return await pTimeout(reply, { milliseconds: REPLY_LIMIT_MS, message: `no reply within ${REPLY_LIMIT_MS} ms` })
      } finally {
        waiting.delete(id)
      }
    },
  }
}

type Deliver = (activities: readonly Activity[]) => void

async function listen(streamUrl: string, deliver: Deliver): Promise<() => void> {
  const socket = new WebSocket(streamUrl)
  socket.on('message', (data) => {
    const frame = String(data)
    if (frame !== '') deliver((JSON.parse(frame) as { activities: readonly Activity[] }).activities)
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', () => socket.terminate())
  return () => socket.close()
}

function poll(activitiesUrl: string, token: string, deliver: Deliver): () => void {
  let stopped = false
  let watermark = ''
  const loop = async () => {
    while (!stopped) {
      const set = await call<{ activities: readonly Activity[]; watermark?: string }>(
        `${activitiesUrl}?watermark=${watermark}`,
        'GET',
        token,
        null,
      )
      watermark = set.watermark ?? watermark
      deliver(set.activities)
      await sleep(POLL_MS)
    }
  }
  // After a failed poll the reply never arrives, which the benchmark counts as an error.
  loop().catch(() => {})
  return () => {
    stopped = true
  }
}
