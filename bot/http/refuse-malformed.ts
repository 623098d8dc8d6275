import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from '../../knowledge/ports.js'
import type { AnswersInOrder } from './answer-in-order.js'
import { type Problem, refuseSocket, sendProblem } from './problem.js'
import { SECURITY_HEADERS } from './security-headers.js'

/**
 * Answers in our own format what Node would answer by itself, without a body and without security headers: bytes that are no request,
 * headers or bodies that take too long, expectations, tunnels. None of it is a fault of ours, so it is logged for debugging only.
 */
export function refuseMalformed(server: Server, { endWith }: Pick<AnswersInOrder, 'endWith'>, logger: Logger): void {
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket
    logger.debug({ code: error.code ?? error.name }, 'a connection broke or sent no valid request')
    if (!socket.writable || error.code === 'ECONNRESET' || error.code === 'EPIPE') socket.destroy()
    else {
      endWith(socket, (mayWrite) => {
        if (mayWrite) refuseSocket(socket, problemFor(error.code))
        else socket.destroy()
      })
    }
  })
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    sendProblem(response, EXPECTATION)
  })
  server.on('connect', (_request: IncomingMessage, socket) => refuseSocket(socket, TUNNEL))
}

const EXPECTATION: Problem = {
  status: 417,
  code: 'ExpectationFailed',
  message: 'the only expectation that is met here is 100-continue',
  headers: { Connection: 'close' },
}

const TUNNEL: Problem = {
  status: 405,
  code: 'MethodNotAllowed',
  message: 'CONNECT is not allowed',
  headers: { Allow: 'GET, HEAD, POST, OPTIONS' },
}

function problemFor(code: string | undefined): Problem {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, code: 'RequestHeaderFieldsTooLarge', message: 'the headers are too long; send fewer' }
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return { status: 413, code: 'PayloadTooLarge', message: 'the extensions of the body’s chunks are too long' }
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'RequestTimeout', message: 'the request took too long to arrive; send it again' }
    default:
      return { status: 400, code: 'BadRequest', message: 'this is not a valid HTTP request' }
  }
}
