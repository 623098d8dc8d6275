import type { Registry } from 'prom-client'
import type { Server } from 'restify'
import { isLocalRequest } from './local-request.js'
import { sendProblem } from './problem.js'

/** `local`: only programs on this machine may read the metrics. `everyone`: a firewall or proxy decides. */
export type MetricsReaders = 'local' | 'everyone'

/** `GET /metrics` in the Prometheus text format. */
export function mountMetrics(server: Server, registry: Registry, readers: MetricsReaders): void {
  server.get('/metrics', async (request, response) => {
    if (readers === 'local' && !isLocalRequest(request)) {
      sendProblem(response, {
        status: 403,
        code: 'Forbidden',
        message:
          'metrics are read on this machine only, at localhost and past no proxy, unless METRICS_READERS=everyone',
      })
      return
    }
    response.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' })
    response.end(await registry.metrics())
  })
}
