import type { Registry } from 'prom-client'
import type { Server } from 'restify'
import type { ClientAddresses } from './client-addresses.js'
import { sendProblem } from './problem.js'

/** `local`: only programs on this machine may read the metrics. `everyone`: a firewall or proxy decides. */
export type MetricsReaders = 'local' | 'everyone'

/** `GET /metrics` in the Prometheus text format. */
export function mountMetrics(
  server: Server,
  registry: Registry,
  readers: MetricsReaders,
  addresses: ClientAddresses,
): void {
  server.get('/metrics', async (request, response) => {
    if (readers === 'local' && !addresses.isLocal(request)) {
      sendProblem(response, {
        status: 403,
        code: 'Forbidden',
        message: 'metrics are read from this machine only, unless METRICS_READERS=everyone',
      })
      return
    }
    response.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' })
    response.end(await registry.metrics())
  })
}
