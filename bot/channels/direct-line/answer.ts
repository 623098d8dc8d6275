import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from '../../../knowledge/ports.js'
import { failureFields } from '../../http/failure-fields.js'
import { HttpError, problemOf } from '../../http/http-error.js'
import type { OriginPolicy } from '../../http/origin-policy.js'
import { problemBody } from '../../http/problem.js'
import { DEFECT_CODE } from './refusals.js'

export interface Answer {
  readonly status: number
  /** JSON text, or a file's bytes */
  readonly body: string | Buffer
  readonly headers?: Readonly<Record<string, string>>
}

export function jsonAnswer(status: number, value: unknown): Answer {
  return { status, body: JSON.stringify(value) }
}

/**
 * Answers a request with the result of `work`, or with the error it throws in the protocol's format. Never rejects.
 *
 * The answer bypasses restify's formatters: they choose by `Accept` and would answer 406 to some clients.
 */
export async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { origins, logger }: { readonly origins: OriginPolicy; readonly logger: Logger },
  work: () => Promise<Answer>,
): Promise<void> {
  let cors: Readonly<Record<string, string>> = {}
  try {
    cors = origins.check(request)
    const { status, body, headers = {} } = await work()
    write(response, status, body, { ...cors, ...headers })
  } catch (error) {
    if (!(error instanceof HttpError)) logger.error(failureFields(error), 'a Direct Line request failed')
    const problem = problemOf(error, DEFECT_CODE)
    write(response, problem.status, problemBody(problem), { ...cors, ...problem.headers, ...leaveBody(request) })
  }
}

function write(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
): void {
  if (response.headersSent || response.destroyed) return
  const content =
    status === 204
      ? {}
      : { 'Content-Type': 'application/json; charset=utf-8', 'Content-Length': Buffer.byteLength(body) }
  response.writeHead(status, { 'Cache-Control': 'no-store', ...content, ...headers })
  response.end(body)
}

/** Discards the rest of a refused body, so that the client can read the refusal; then the connection is closed. */
function leaveBody(request: IncomingMessage): Readonly<Record<string, string>> {
  if (request.complete) return {}
  request.resume()
  return { Connection: 'close' }
}
