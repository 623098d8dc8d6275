import type { ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { SECURITY_HEADERS } from './security-headers.js'

/** How every public route reports a failure; the format that Direct Line clients read. */
export interface Problem {
  readonly status: number
  /** stable, for programs, e.g. `TooManyRequests` */
  readonly code: string
  /** for people */
  readonly message: string
  readonly headers?: Readonly<Record<string, string>>
}

export function tooManyRequests(retryAfterSeconds: number): Problem {
  return {
    status: 429,
    code: 'TooManyRequests',
    message: `too many requests: try again in ${retryAfterSeconds} s`,
    headers: { 'Retry-After': String(retryAfterSeconds) },
  }
}

export function problemBody({ code, message }: Problem): string {
  return JSON.stringify({ error: { code, message } })
}

export function sendProblem(response: ServerResponse, problem: Problem): void {
  const body = problemBody(problem)
  response.writeHead(problem.status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...problem.headers,
  })
  response.end(body)
}

/** Writes a refusal to a socket that has no response object, such as that of an upgrade, and closes the connection. */
export function refuseSocket(socket: Duplex, problem: Problem): void {
  const body = problemBody(problem)
  const headers = {
    ...SECURITY_HEADERS,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
    ...problem.headers,
    Connection: 'close',
  }
  const lines = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ]
  socket.on('error', () => {})
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
