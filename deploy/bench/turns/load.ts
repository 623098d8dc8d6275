import { Agent, request } from 'node:http'
import { type Script, scriptOf } from './messages.js'

/** One round of load, as the benchmark orders it from this process. */
export interface LoadOrder {
  readonly url: string
  readonly route: 'bot-framework' | 'direct-line'
  readonly connections: number
  /** number of the first chat; see `scriptOf` */
  readonly from: number
  /** ends after this time, or after so many chats; in chats only the first message is sent */
  readonly until: { readonly ms: number } | { readonly chats: number }
}

export interface LoadReport {
  readonly turns: number
  /** turns that were replied to, in chats begun */
  readonly chats: number
  readonly ms: number
  /** milliseconds from sending to having the reply */
  readonly replyMs: readonly number[]
  /** the record of each turn that has one */
  readonly receipts: readonly string[]
  readonly errors: readonly string[]
}

const RECEIPT = 'https://schema.org/Message'
const POLLS = 100

interface Activity {
  readonly type: string
  readonly replyToId?: string
  readonly entities?: readonly { readonly type: string; readonly identifier?: unknown }[]
}

interface Exchange {
  readonly order: LoadOrder
  readonly agent: Agent
  readonly number: number
  readonly script: Script
}

async function load(order: LoadOrder): Promise<LoadReport> {
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections })
  const report = { turns: 0, replyMs: [] as number[], receipts: [] as string[], errors: [] as string[] }
  const startedMs = performance.now()
  let next = order.from
  const { until } = order
  const goesOn = () => ('ms' in until ? performance.now() - startedMs < until.ms : next < order.from + until.chats)
  const client = async () => {
    while (goesOn()) {
      const number = next++
      const script = scriptOf(number)
      const messages = 'ms' in until ? script.messages : script.messages.slice(0, 1)
      const chat = { order, agent, number, script }
      for (const [turn, text] of messages.entries()) {
        const sentMs = performance.now()
        try {
          const replies = await (order.route === 'direct-line' ? overDirectLine : overBotFramework)(chat, turn, text)
          report.replyMs.push(performance.now() - sentMs)
          report.turns++
          report.receipts.push(...new Set(replies.flatMap(receiptsOf)))
          if (!replies.some(({ type }) => type === 'message')) report.errors.push('a turn without a message in reply')
        } catch (error) {
          report.errors.push(error instanceof Error ? error.message : String(error))
        }
      }
    }
  }
  await Promise.all(Array.from({ length: order.connections }, client))
  agent.destroy()
  return { ...report, chats: next - order.from, ms: performance.now() - startedMs }
}

async function overBotFramework({ order, agent, number, script }: Exchange, turn: number, text: string) {
  const activity = {
    type: 'message',
    id: `${number}-${turn}`,
    deliveryMode: 'expectReplies',
    channelId: 'emulator',
    serviceUrl: 'http://127.0.0.1:9/',
    locale: script.locale,
    conversation: { id: `chat-${number}` },
    from: { id: `citizen-${number}`, name: 'Citizen' },
    recipient: { id: 'bot', name: 'Bot' },
    text,
  }
  const body = await call(agent, `${order.url}/api/messages`, 'POST', {}, activity)
  return (JSON.parse(body) as { readonly activities: readonly Activity[] }).activities
}

async function overDirectLine({ order, agent, number, script }: Exchange, _turn: number, text: string) {
  const { token } = JSON.parse(await call(agent, `${order.url}/directline/token`, 'POST', {}, {}))
  const headers = { authorization: `Bearer ${token}` }
  const chats = `${order.url}/v3/directline/conversations`
  const { conversationId } = JSON.parse(await call(agent, chats, 'POST', headers, { locale: script.locale }))
  const activities = `${chats}/${encodeURIComponent(conversationId)}/activities`
  const message = { type: 'message', text, locale: script.locale, from: { id: `citizen-${number}` } }
  const { id } = JSON.parse(await call(agent, activities, 'POST', headers, message))
  for (let poll = 0; poll < POLLS; poll++) {
    const set = JSON.parse(await call(agent, activities, 'GET', headers, null)) as {
      readonly activities: readonly Activity[]
    }
    const replies = set.activities.filter(({ replyToId }) => replyToId === id)
    if (replies.some((reply) => receiptsOf(reply).length > 0)) return replies
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
  throw new Error('no reply over Direct Line')
}

function call(
  agent: Agent,
  url: string,
  method: string,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const text = body === null ? '' : JSON.stringify(body)
    const sent = request(
      url,
      {
        agent,
        method,
        headers: {
          ...headers,
          ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      },
      (response) => {
        let received = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          received += chunk
        })
        response.on('error', reject)
        response.on('end', () => {
          const status = response.statusCode ?? 0
          if (status < 300) resolve(received)
          else reject(new Error(`${method} ${new URL(url).pathname}: ${status} ${received.slice(0, 200)}`))
        })
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}

function receiptsOf({ entities = [] }: Activity): readonly string[] {
  return entities.flatMap(({ type, identifier }) =>
    type === RECEIPT && typeof identifier === 'string' ? [identifier] : [],
  )
}

process.on('message', async (order: LoadOrder) => {
  process.send?.(await load(order))
})
