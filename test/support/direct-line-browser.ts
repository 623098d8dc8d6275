import { createRequire } from 'node:module'
import type { Activity, DirectLine } from 'botframework-directlinejs'
import { JSDOM } from 'jsdom'

/**
 * The real client with a browser's XMLHttpRequest and WebSocket. Its page is on `PAGE_ORIGIN`, which the server must allow, so
 * every call includes CORS and its preflight.
 */
export const PAGE_ORIGIN = 'http://page.example'

const { window: page } = new JSDOM('', { url: `${PAGE_ORIGIN}/chat` })
for (const name of ['XMLHttpRequest', 'WebSocket', 'FormData', 'Blob'] as const) {
  Object.defineProperty(globalThis, name, { value: page[name], configurable: true, writable: true })
}
// Loaded after the globals are set, because it reads them on loading.
const require = createRequire(import.meta.url)
const library: typeof import('botframework-directlinejs') = require('botframework-directlinejs')

const { async } = createRequire(require.resolve('botframework-directlinejs'))('rxjs/scheduler/async')

export const { ConnectionStatus } = library

/** Runs each of the client's timers a thousand times faster the first time: a token is renewed after 0.9 s. */
export const hurriedScheduler: NonNullable<Parameters<typeof connect>[2]['scheduler']> = {
  now: () => Date.now(),
  schedule: (work: unknown, delayMs = 0, state?: unknown) => async.schedule(work, delayMs / 1_000, state),
}

export interface Client {
  readonly line: DirectLine
  readonly activities: Activity[]
  /** texts of messages, types of other activities, in order of arrival */
  readonly texts: () => readonly string[]
  readonly statuses: number[]
  /** error of the activity stream, if any */
  readonly failure: () => unknown
  /** resolves to the id from the server, or `retry` */
  say(text: string, more?: Readonly<Record<string, unknown>>): Promise<string>
  /** Leaves like a closed page, without notifying the server. */
  leave(): void
}

export interface PageToken {
  readonly token: string
  readonly conversationId: string
  readonly userId: string
}

export async function pageToken(serverUrl: string): Promise<PageToken> {
  const response = await fetch(`${serverUrl}/directline/token`, { method: 'POST' })
  return (await response.json()) as PageToken
}

/** Opens the client and subscribes. It reconnects 3 s after its socket is cut, its fastest setting. */
export function connect(
  serverUrl: string,
  userId: string,
  options: ConstructorParameters<typeof DirectLine>[0],
): Client {
  const line = new library.DirectLine({ domain: `${serverUrl}/v3/directline`, random: () => 0, ...options })
  const activities: Activity[] = []
  const statuses: number[] = []
  let failure: unknown = null
  const statusWatch = line.connectionStatus$.subscribe((status) => statuses.push(status))
  const activityWatch = line.activity$.subscribe(
    (activity) => activities.push(activity),
    (error) => {
      failure = error
    },
  )
  return {
    line,
    activities,
    statuses,
    texts: () => activities.map((activity) => (activity.type === 'message' ? (activity.text ?? '') : activity.type)),
    failure: () => failure,
    say: (text, more = {}) =>
      new Promise((resolve, reject) => {
        const activity = { type: 'message', text, from: { id: userId }, ...more } as Activity
        line.postActivity(activity).subscribe(resolve, reject)
      }),
    leave() {
      activityWatch.unsubscribe()
      statusWatch.unsubscribe()
      line.end()
    },
  }
}
