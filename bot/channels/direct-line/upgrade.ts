import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Logger } from '../../../knowledge/ports.js'
import { failureFields } from '../../http/failure-fields.js'
import { badArgument, HttpError, problemOf, unavailable } from '../../http/http-error.js'
import type { OriginPolicy } from '../../http/origin-policy.js'
import { refuseSocket } from '../../http/problem.js'
import { urlOf } from '../../http/request-url.js'
import { boundClientFrames } from './bound-client-frames.js'
import type { DirectLineLimits } from './direct-line-limits.js'
import type { Intake } from './intake.js'
import { conversationNotFound, DEFECT_CODE } from './refusals.js'
import type { Streams } from './stream.js'
import type { Tokens } from './tokens.js'
import { readWatermark } from './watermark.js'

const STREAM_PATH = /^\/v3\/directline\/conversations\/([^/]+)\/stream$/

/** Clients send empty frames only. */
const MOST_CLIENT_FRAME_BYTES = 1_024

/** ws cuts whoever pings fast without a word; `boundClientFrames` gives the reason. The option's type does not name this one. */
const WITHOUT_PONG_LIMIT: object = { maxPendingAutoPongs: 0 }

/** The only version of the protocol in use. */
const VERSION = '13'
const NO_HANDSHAKE = 'This is not a valid request for a WebSocket.'

/** Requests whose tokens may be checked at the same time. */
const MOST_PENDING = 500

/**
 * Handles upgrade requests: `…/conversations/{id}/stream?t=&watermark=` becomes a stream; all others are refused with an HTTP status
 * before a WebSocket is opened.
 */
export function createUpgrade({
  tokens,
  intake,
  origins,
  streams,
  limits,
  logger,
}: {
  readonly tokens: Tokens
  readonly intake: Intake
  readonly origins: OriginPolicy
  readonly streams: Streams
  readonly limits: DirectLineLimits
  readonly logger: Logger
}): (request: IncomingMessage, socket: Duplex, head: Buffer) => void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    maxPayload: MOST_CLIENT_FRAME_BYTES,
    perMessageDeflate: false,
    ...WITHOUT_PONG_LIMIT,
  })
  // Otherwise ws answers in a format of its own.
  server.on('wsClientError', (_error: Error, socket: Duplex) => refuseSocket(socket, badArgument(NO_HANDSHAKE)))
  let pending = 0

  const admit = async (request: IncomingMessage) => {
    // Some HTTP clients offer HTTP/2 in their first request; Node reports that as an upgrade too.
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      throw badArgument('Only WebSocket upgrades are accepted; send this request without the Upgrade header.')
    }
    const { pathname, searchParams } = urlOf(request)
    const path = STREAM_PATH.exec(pathname)
    if (path === null) throw new HttpError(404, 'NotFound', 'There is no WebSocket at this address.')
    origins.check(request)
    if (pending > MOST_PENDING) throw tooManyStreams()
    const token = searchParams.get('t')
    if (token === null || token === '') {
      throw new HttpError(401, 'MissingToken', 'Give the token in the query: …/stream?t=TOKEN')
    }
    if (request.headers['sec-websocket-version'] !== VERSION) throw versionNeeded()
    const grant = await tokens.verify(token, ['stream', 'api'])
    if (grant.conversationId !== path[1]) throw conversationNotFound()
    const seen = readWatermark(searchParams.get('watermark'))
    return { conversation: intake.open(grant, { seen, isOnScreen: seen > 0 }).conversation, seen }
  }

  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const ignore = () => {}
    socket.on('error', ignore)
    pending++
    try {
      const { conversation, seen } = await admit(request)
      // Checked only here: no other request can run between this check and the attaching, so a flood cannot exceed the limit.
      if (streams.isFull) throw tooManyStreams()
      socket.off('error', ignore)
      server.handleUpgrade(request, socket, head, (webSocket) => {
        boundClientFrames(webSocket, socket, limits.socketBytesPerMinute)
        streams.attach(conversation, webSocket, seen)
      })
    } catch (error) {
      if (!(error instanceof HttpError)) logger.error(failureFields(error), 'a stream could not be opened')
      refuseSocket(socket, problemOf(error, DEFECT_CODE))
    } finally {
      pending--
    }
  }
  return (request, socket, head) => void upgrade(request, socket, head)
}

function tooManyStreams(): HttpError {
  return unavailable('Too many streams are open; try again or poll.')
}

function versionNeeded(): HttpError {
  return new HttpError(426, 'UpgradeRequired', `Only version ${VERSION} of the WebSocket protocol is spoken here.`, {
    'Sec-WebSocket-Version': VERSION,
    Upgrade: 'websocket',
  })
}
