import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { RequestHandler } from 'restify'

/** Requests that a client may send before it has the answers to earlier ones. Browsers send none ahead. */
const MOST_AHEAD = 100
/** Requests beyond those that are passed over, until the connection is cut at once. */
const MOST_PASSED_OVER = 1_000

interface Entry {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  begun: boolean
  /** set once restify waits for its turn */
  go: ((go?: false) => void) | null
}

interface Line {
  /** the first is being answered */
  readonly entries: Entry[]
  passedOver: number
  /** what ends the connection once everything is answered; nothing that comes after it is set is answered */
  atEnd: (() => void) | null
}

/** The requests of each connection. */
export interface AnswersInOrder {
  /** For `server.first`: notes that a request has arrived. */
  arrived(request: IncomingMessage, response: ServerResponse): true
  /** Begins a request only when the one before it on its connection is answered and read. */
  readonly middleware: RequestHandler
  /** Whether a request is being answered on the connection. */
  isAnswering(socket: Socket): boolean
  /**
   * Ends a connection on which nothing valid comes any more, when the requests that came before are answered. At once when there is none,
   * or when the one under way is itself broken off.
   *
   * @param end gets whether a refusal may still be written: not in the middle of an answer
   */
  endWith(socket: Socket, end: (mayWrite: boolean) => void): void
}

/**
 * Without it, a client that sends hundreds of requests at once and reads nothing would make the server hold hundreds of answers; so it
 * holds one.
 */
export function answerInOrder(): AnswersInOrder {
  const lines = new WeakMap<Socket, Line>()

  function lineOf(socket: Socket): Line {
    const known = lines.get(socket)
    if (known !== undefined) return known
    const line: Line = { entries: [], passedOver: 0, atEnd: null }
    lines.set(socket, line)
    socket.once('close', () => {
      for (const entry of line.entries.splice(0)) if (!entry.begun) drop(entry)
    })
    return line
  }

  function goOn(socket: Socket, line: Line): void {
    line.entries.shift()
    if (socket.destroyed) return
    const [first] = line.entries
    if (first === undefined) line.atEnd?.()
    else if (first.go !== null) begin(first, first.go)
  }

  return {
    arrived(request, response) {
      const { socket } = request
      const line = lineOf(socket)
      if (line.atEnd !== null || line.entries.length > MOST_AHEAD) {
        line.atEnd ??= () => socket.destroySoon()
        line.passedOver++
        if (line.passedOver > MOST_PASSED_OVER) socket.destroy()
        return true
      }
      line.entries.push({ request, response, begun: false, go: null })
      response.once('close', () => {
        if (line.entries[0]?.response === response) goOn(socket, line)
      })
      return true
    },
    middleware(request: IncomingMessage, response: ServerResponse, next: (go?: false) => void) {
      const { entries } = lineOf(request.socket)
      const entry = entries.find((each) => each.response === response)
      if (entry === undefined) drop({ response, go: next })
      else if (entry === entries[0]) begin(entry, next)
      else entry.go = next
    },
    isAnswering: (socket) => (lines.get(socket)?.entries.length ?? 0) > 0,
    endWith(socket, end) {
      const line = lineOf(socket)
      const [first] = line.entries
      if (first === undefined || !first.request.complete) {
        end(first?.response.headersSent !== true)
        return
      }
      // The last one may be what was broken off; its body will never be whole.
      const broken = line.entries.findIndex(({ request }) => !request.complete)
      if (broken !== -1) for (const entry of line.entries.splice(broken)) drop(entry)
      line.atEnd = () => end(true)
    },
  }
}

function begin(entry: Entry, go: () => void): void {
  entry.begun = true
  go()
}

/** Node reports the end of the response under way only; restify would count the others as open for ever. */
function drop({ response, go }: Pick<Entry, 'response' | 'go'>): void {
  response.emit('close')
  go?.(false)
}
