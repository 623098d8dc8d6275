import type { WebSocket } from 'ws'
import type { Logger } from '../../../knowledge/ports.js'
import { activitySetJson } from './activity-log.js'
import type { Conversation } from './conversation.js'
import type { DirectLineLimits } from './direct-line-limits.js'

/** Close codes of RFC 6455. */
const NORMAL = 1000
const GOING_AWAY = 1001

interface Stream {
  readonly conversation: Conversation
  readonly socket: WebSocket
  heard: boolean
}

/**
 * The open sockets of the channel.
 *
 * Two sockets on one conversation both get everything. If a newer socket replaced the older one, the older client would reconnect, and
 * two tabs would disconnect each other for ever. Only beyond `socketsPerConversation` the oldest socket is closed; it is nearly always
 * one that a broken network left behind.
 */
export class Streams {
  readonly #open = new Set<Stream>()
  readonly #limits: DirectLineLimits
  readonly #logger: Logger
  readonly #keepAlive: NodeJS.Timeout

  constructor(limits: DirectLineLimits, logger: Logger) {
    this.#limits = limits
    this.#logger = logger
    this.#keepAlive = setInterval(() => this.#checkAlive(), limits.keepAliveMs)
    this.#keepAlive.unref()
  }

  get size(): number {
    return this.#open.size
  }

  get isFull(): boolean {
    return this.#open.size >= this.#limits.sockets
  }

  /** Sends the activities that the client has not seen, then each new one. */
  attach(conversation: Conversation, socket: WebSocket, seen: number): void {
    const stream: Stream = { conversation, socket, heard: true }
    let next = seen
    const catchUp = () => {
      const set = conversation.since(next)
      next = set.watermark
      if (set.activities.length > 0) this.#send(stream, activitySetJson(set))
    }
    const unfollow = conversation.follow({
      changed: catchUp,
      passing: (json) => this.#send(stream, `{"activities":[${json}]}`),
      ended: () => socket.close(NORMAL, 'conversation ended'),
    })
    socket.on('message', () => {
      stream.heard = true
    })
    socket.on('pong', () => {
      stream.heard = true
    })
    // ws closes the socket after an error such as an oversized frame; 'close' does the rest.
    socket.on('error', () => {})
    socket.on('close', () => {
      unfollow()
      this.#open.delete(stream)
    })
    this.#open.add(stream)
    this.#yieldOldest(conversation)
    catchUp()
    if (conversation.ended) socket.close(NORMAL, 'conversation ended')
  }

  /** Tells every client that the server is going away, so that they reconnect. */
  async close(): Promise<void> {
    clearInterval(this.#keepAlive)
    const closed = [...this.#open].map(
      ({ socket }) =>
        new Promise<void>((resolve) => {
          const giveUp = setTimeout(() => socket.terminate(), 1_000)
          socket.once('close', () => {
            clearTimeout(giveUp)
            resolve()
          })
          socket.close(GOING_AWAY, 'server going away')
        }),
    )
    await Promise.all(closed)
  }

  #send({ conversation, socket }: Stream, frame: string): void {
    if (socket.readyState !== socket.OPEN) return
    socket.send(frame)
    if (socket.bufferedAmount <= this.#limits.socketBacklogBytes) return
    this.#logger.debug(
      { conversation: conversation.id },
      'a stream reads too slowly and is closed; its client reconnects',
    )
    socket.terminate()
  }

  #yieldOldest(conversation: Conversation): void {
    const streams = [...this.#open].filter((stream) => stream.conversation === conversation)
    for (const { socket } of streams.slice(0, -this.#limits.socketsPerConversation)) socket.terminate()
  }

  /** The empty frame keeps proxies from closing an idle stream; the ping checks that the client is still there. */
  #checkAlive(): void {
    for (const stream of this.#open) {
      const { socket, heard } = stream
      if (!heard) {
        socket.terminate()
      } else if (socket.readyState === socket.OPEN) {
        stream.heard = false
        socket.ping()
        socket.send('')
      }
    }
  }
}
