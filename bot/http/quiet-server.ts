import restify, { type Request, type Response, type Server, type ServerOptions } from 'restify'
import type { Logger } from '../../knowledge/ports.js'

/**
 * A restify server that reveals nothing about itself: no Server header, and errors in one format, `{"error":{"code","message"}}`.
 * The cause of a defect goes to the log only.
 */
export function createQuietServer(logger: Logger): Server {
  const options: ServerOptions = {
    name: '',
    maxParamLength: 500,
    log: silentLog() as NonNullable<ServerOptions['log']>,
    formatters: { 'application/json; q=1': formatJson },
  }
  const server = restify.createServer(options)
  // By default restify writes a defect's message into its reply.
  server.on('restifyError', (request: Request, response: Response, error: unknown, done: () => void) => {
    const status = statusOf(error)
    if (status < 500) return done()
    logger.error({ route: routeOf(request), defect: defectOf(error) }, 'a request failed')
    if (!response.headersSent) response.json(status, { error: INTERNAL })
    done()
  })
  // restify re-emits the listener's errors and throws those without a handler; `listen` reports the ones at the start.
  server.on('error', (error: unknown) => {
    if (server.server.listening) logger.error({ defect: defectOf(error) }, 'the listening socket failed')
  })
  return server
}

/** The route's pattern, e.g. `/v3/directline/conversations/:id`; never the path, which may hold ids. */
export function routeOf(request: Request): string {
  const route = request.getRoute() as { readonly path?: unknown } | undefined
  return typeof route?.path === 'string' ? route.path : 'none'
}

const INTERNAL = { code: 'InternalError', message: 'something went wrong on our side: try again in a moment' }

function formatJson(_request: Request, response: Response, body: unknown): string {
  const text = JSON.stringify(body instanceof Error ? { error: publicError(body) } : (body ?? null))
  response.setHeader('Content-Length', Buffer.byteLength(text))
  return text
}

function publicError(error: Error): { readonly code: string; readonly message: string } {
  if (statusOf(error) >= 500) return INTERNAL
  const { body } = error as Error & { readonly body?: { readonly code?: unknown } }
  return { code: typeof body?.code === 'string' ? body.code : error.name, message: error.message }
}

function statusOf(error: unknown): number {
  const { statusCode } = (error ?? {}) as { readonly statusCode?: unknown }
  return typeof statusCode === 'number' ? statusCode : 500
}

/** An error's type and place; its message is left out because it may quote a citizen. */
function defectOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return [error.name, ...frames.slice(0, 4).map((line) => line.trim())].join(' ')
}

/** restify's own log lines are not needed, and some contain request paths. */
function silentLog(): object {
  const silent = () => false
  const log: Record<string, unknown> = { child: () => log, level: 'silent' }
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal']) log[level] = silent
  return log
}
