import { setTimeout as delay } from 'node:timers/promises'
import pTimeout from 'p-timeout'
import type { Request, Response } from 'restify'
import type { Logger } from '../knowledge/ports.js'
import { clientAddresses } from './http/client-addresses.js'
import { boundConnections } from './http/connections.js'
import { gateUpgrades } from './http/gate-upgrades.js'
import type { Limits } from './http/limits.js'
import { listen } from './http/listen.js'
import { mountHealth, type ReadyState } from './http/mount-health.js'
import { type MetricsReaders, mountMetrics } from './http/mount-metrics.js'
import type { Mountable } from './http/mountable.js'
import { createQuietServer, routeOf } from './http/quiet-server.js'
import { createRateLimits } from './http/rate-limits.js'
import { addressGuard, guarded, requestGuard, routeGuard, sizeGuard } from './http/request-guards.js'
import { securityHeaders } from './http/security-headers.js'
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
  const { limits, logger, metrics, channels } = options
  const server = createQuietServer(logger)
  const http = server.server
  http.headersTimeout = 15_000
  http.requestTimeout = 30_000
  const addresses = clientAddresses(options.trustedProxies)
  const connections = boundConnections(http, limits, addresses.isTrustedProxy)
  const rates = createRateLimits(limits)
  const admit = requestGuard(rates, addresses)
  let stopping = false

  server.pre(securityHeaders())
  server.pre(guarded(admit))
  server.pre(guarded(addressGuard))
  server.use(guarded(sizeGuard(limits.bodyBytes)))
  server.use(guarded(routeGuard(rates, addresses)))
  mountHealth(server, () => (stopping ? { ready: false, reason: 'the server is stopping' } : options.ready()))
  mountMetrics(server, metrics.registry, options.metricsReaders, addresses)
  for (const channel of channels) channel.mount(server)
  gateUpgrades(http, admit)
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
        connections.destroyAll()
      }
      await closed
    },
  }
}
