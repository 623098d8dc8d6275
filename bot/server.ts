import type { Server as HttpServer, IncomingMessage } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import pTimeout from 'p-timeout'
import type { Request, Response, Server as RestifyServer } from 'restify'
import type { Logger } from '../knowledge/ports.js'
import { type AnswersInOrder, answerInOrder } from './http/answer-in-order.js'
import { clientAddresses } from './http/client-addresses.js'
import { boundConnections } from './http/connections.js'
import { gateUpgrades } from './http/gate-upgrades.js'
import type { Limits } from './http/limits.js'
import { listen } from './http/listen.js'
import { mountHealth, type ReadyState } from './http/mount-health.js'
import { type MetricsReaders, mountMetrics } from './http/mount-metrics.js'
import type { Mountable } from './http/mountable.js'
import { DEFAULT_PATIENCE, type Patience } from './http/patience.js'
import type { Problem } from './http/problem.js'
import { createQuietServer, routeOf } from './http/quiet-server.js'
import { createRateLimits } from './http/rate-limits.js'
import { refuseMalformed } from './http/refuse-malformed.js'
import {
  addressGuard,
  type Guard,
  guarded,
  requestGuard,
  routeGuard,
  sizeGuard,
  wholeServer,
} from './http/request-guards.js'
import { securityHeaders } from './http/security-headers.js'
import { cutUnread } from './http/unread-replies.js'
import type { BotMetrics } from './metrics.js'

export interface PublicServerOptions {
  /** 0 = any free port */
  readonly port: number
  readonly host: string
  readonly channels: readonly Mountable[]
  readonly ready: () => ReadyState
  readonly metrics: BotMetrics
  readonly metricsReaders: MetricsReaders
  readonly limits: Limits
  /** proxies whose X-Forwarded-For is trusted */
  readonly trustedProxies: readonly string[]
  /** how long `stop` waits for requests and turns under way, in milliseconds */
  readonly stopGraceMs: number
  readonly logger: Logger
  /** how long slow clients are waited for; DEFAULT_PATIENCE when absent */
  readonly patience?: Patience
}

export interface PublicServer {
  /**
   * @returns the address at which this machine reaches the server, e.g. `http://127.0.0.1:3978`
   * @throws KnowledgeError PORT_IN_USE, or BAD_CONFIG when the address cannot be listened on
   */
  start(): Promise<string>
  /** Stops accepting requests, waits for those under way up to `stopGraceMs`, then closes every connection. */
  stop(): Promise<void>
}

/** The only server that citizens reach: health, metrics and the mounted channels, behind limits and security headers. */
export function createPublicServer(options: PublicServerOptions): PublicServer {
  const { limits, logger, metrics, channels, patience = DEFAULT_PATIENCE } = options
  const server = createQuietServer(logger)
  const http = server.server
  const inOrder = answerInOrder()
  waitNoLonger(http, patience)
  refuseMalformed(http, inOrder, logger)
  const addresses = clientAddresses(
    options.trustedProxies,
    once(() => logger.warn({}, NO_ADDRESS)),
  )
  const connections = boundConnections(http, limits, addresses.isTrustedProxy)
  const rates = createRateLimits(limits)
  const countRequest = requestGuard(rates, addresses)
  const admit: Guard<IncomingMessage> = async (request) => (await countRequest(request)) ?? addressGuard(request)
  let stopping = false

  const stopCutting = cutUnread(connections.sockets, patience, logger)

  beforeAll(server, inOrder.arrived)
  server.pre(securityHeaders())
  server.pre(inOrder.middleware)
  server.pre(guarded(admit))
  server.pre(wholeServer)
  server.use(guarded(sizeGuard(limits.bodyBytes)))
  server.use(guarded(routeGuard(rates, addresses)))
  mountHealth(server, () => (stopping ? { ready: false, reason: 'the server is stopping' } : options.ready()))
  mountMetrics(server, metrics.registry, options.metricsReaders)
  for (const channel of channels) channel.mount(server)
  gateUpgrades(http, async (request) => {
    // The WebSocket would talk into the answer to an earlier request.
    if (inOrder.isAnswering(request.socket)) return UPGRADE_AHEAD
    return admit(request)
  })
  server.on('after', (request: Request, response: Response) => {
    const [seconds, nanoseconds] = process.hrtime(
      (request as unknown as { readonly _timeStart: [number, number] })._timeStart,
    )
    metrics.requestServed({
      method: request.method ?? '',
      route: routeOf(request),
      status: response.statusCode,
      seconds: seconds + nanoseconds / 1e9,
    })
    if (stopping) http.closeIdleConnections()
  })

  return {
    start: () => listen(server, options.port, options.host),
    async stop() {
      if (stopping) return
      stopping = true
      const closed = new Promise<void>((resolve) => http.close(() => resolve()))
      http.closeIdleConnections()
      const finished = (async () => {
        while (server.inflightRequests() > 0) await delay(20)
        await Promise.all(channels.map((channel) => channel.close?.()))
      })()
      try {
        await pTimeout(finished, {
          milliseconds: options.stopGraceMs,
          fallback: () =>
            logger.warn(
              { requests: server.inflightRequests() },
              'stopping before all requests and turns have finished',
            ),
        })
      } finally {
        stopCutting()
        connections.destroyAll()
      }
      await closed
    },
  }
}

const NO_ADDRESS =
  'a trusted proxy sends an X-Forwarded-For with something that is no address: its clients are counted together, as the proxy'

const UPGRADE_AHEAD: Problem = {
  status: 400,
  code: 'BadRequest',
  message: 'wait for the answers to earlier requests before you ask for an upgrade',
}

function waitNoLonger(http: HttpServer, { headersMs, requestMs, checkEveryMs }: Patience): void {
  http.headersTimeout = headersMs
  http.requestTimeout = requestMs
  // By default Node looks every 30 seconds. restify passes no options on, and Node reads this field when it begins to listen.
  Object.assign(http, { connectionsCheckingInterval: checkEveryMs })
  // Node would answer a missing Host by itself and drop headers beyond a number; our guard looks at all of them.
  Object.assign(http, { requireHostHeader: false })
  http.maxHeadersCount = 0
}

/** restify's types lack this method. */
function beforeAll(server: RestifyServer, handler: AnswersInOrder['arrived']): void {
  ;(server as unknown as { first(handler: AnswersInOrder['arrived']): void }).first(handler)
}

function once(work: () => void): () => void {
  let isDone = false
  return () => {
    if (!isDone) work()
    isDone = true
  }
}
