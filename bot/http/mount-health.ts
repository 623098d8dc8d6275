import type { Server } from 'restify'
import type { VersionId } from '../../knowledge/version-id.js'

/** Whether citizens can be answered now. `reason` is for operators. */
export type ReadyState =
  | { readonly ready: true; readonly version: VersionId }
  | { readonly ready: false; readonly reason: string }

/** `GET /health/live`: the process answers. `GET /health/ready`: it can answer citizens, and with which version. */
export function mountHealth(server: Server, ready: () => ReadyState): void {
  server.get('/health/live', async (_request, response) => {
    response.header('Cache-Control', 'no-store')
    response.json(200, { status: 'live' })
  })
  server.get('/health/ready', async (_request, response) => {
    const state = ready()
    response.header('Cache-Control', 'no-store')
    if (state.ready) response.json(200, { status: 'ready', version: state.version })
    else response.json(503, { status: 'not-ready', reason: state.reason })
  })
}
