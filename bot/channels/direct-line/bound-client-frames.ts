import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'

/** Close code of RFC 6455: the client broke a rule of this server. */
const POLICY_VIOLATION = 1008
/** How long a client may take to close after it was told to. */
const CLOSING_MS = 1_000
const MINUTE_MS = 60_000

/**
 * Limits what a client sends on a WebSocket: messages, pings, pongs and fragments alike, as each frame has at least six bytes. What
 * exceeds the limit is not even parsed. A client of this protocol sends an empty frame now and then and nothing else.
 *
 * @param socket below the WebSocket
 */
export function boundClientFrames(webSocket: WebSocket, socket: Duplex, bytesPerMinute: number): void {
  // ws has no hook before its parser, so its listener is called by ours.
  const parsers = socket.listeners('data') as ((chunk: Buffer) => void)[]
  socket.removeAllListeners('data')
  let left = bytesPerMinute
  let refilledAt = performance.now()
  let isOver = false

  const finish = () => {
    if (isOver) return
    isOver = true
    // Even to read what nobody looks at would cost more than it costs to send.
    socket.pause()
    socket.end()
    const giveUp = setTimeout(() => webSocket.terminate(), CLOSING_MS)
    webSocket.once('close', () => clearTimeout(giveUp))
  }
  // ws has sent a close frame of its own by then, e.g. for a frame that is too large.
  webSocket.once('error', finish)
  socket.on('data', (chunk: Buffer) => {
    if (isOver) {
      // ws resumes the socket in order to wait for the client's own close frame.
      socket.pause()
      return
    }
    if (performance.now() - refilledAt >= MINUTE_MS) {
      refilledAt = performance.now()
      left = bytesPerMinute
    }
    const taken = chunk.subarray(0, left)
    left -= taken.byteLength
    for (const parse of parsers) parse.call(socket, taken)
    if (taken.byteLength === chunk.byteLength) return
    socket.pause()
    // The parser reports what it found a moment later; its reason goes before ours.
    setImmediate(() => {
      if (isOver) return
      webSocket.close(POLICY_VIOLATION, 'too many frames')
      finish()
    })
  })
}
