import type { Socket } from 'node:net'
import type { Logger } from '../../knowledge/ports.js'
import { LEAST_BYTES_PER_SECOND, type Patience } from './patience.js'

interface Wait {
  /** when bytes began to wait */
  readonly since: number
  /** bytes that the socket had taken by then */
  readonly takenBefore: number
}

/**
 * Closes connections whose client does not read what it asked for, of HTTP and WebSockets alike: what waits for them is kept in memory.
 *
 * @param sockets the open ones
 * @returns a function that stops it
 */
export function cutUnread(
  sockets: ReadonlySet<Socket>,
  { unreadMs, checkEveryMs }: Patience,
  logger: Logger,
): () => void {
  const waits = new WeakMap<Socket, Wait>()
  const check = () => {
    const now = performance.now()
    for (const socket of sockets) {
      if (socket.writableLength === 0) {
        waits.delete(socket)
        continue
      }
      const taken = takenBy(socket)
      const wait = waits.get(socket) ?? { since: now, takenBefore: taken }
      waits.set(socket, wait)
      const allowedMs = unreadMs + ((taken - wait.takenBefore) / LEAST_BYTES_PER_SECOND) * 1_000
      if (now - wait.since < allowedMs) continue
      logger.debug({ bytes: socket.writableLength }, 'a client does not read its reply and is cut off')
      socket.destroy()
    }
  }
  const timer = setInterval(check, checkEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

/**
 * Bytes that the system has taken. A large reply is one write, and only the queue below the stream tells how much of it has left; Node
 * reads the same fields for its own timeouts.
 */
function takenBy(socket: Socket): number {
  const { _bytesDispatched: dispatched = socket.bytesWritten, _handle: handle } = socket as unknown as {
    readonly _bytesDispatched?: number
    readonly _handle?: { readonly writeQueueSize?: number } | null
  }
  return dispatched - (handle?.writeQueueSize ?? 0)
}
