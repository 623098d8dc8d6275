import type { IncomingMessage } from 'node:http'
import type { Request, RequestHandler } from 'restify'
import { type ClientAddresses, networksOf } from './client-addresses.js'
import { type Problem, sendProblem, tooManyRequests } from './problem.js'
import type { Admission, RateLimits } from './rate-limits.js'
import { limitsOfRoute } from './route-limits.js'

/** The problem that stops a request, or null. */
export type Guard<R = Request> = (request: R) => Promise<Problem | null>

/** A middleware that answers with the guard's problem, or continues when there is none. */
export function guarded(guard: Guard | Guard<IncomingMessage>): RequestHandler {
  return (request, response, next) => {
    guard(request).then((problem) => {
      if (problem === null) return next()
      sendProblem(response, problem)
      next(false)
    }, next)
  }
}

/** Twice what a browser behind several proxies sends. All of them together are bounded in bytes by Node. */
const MOST_HEADERS = 100

/**
 * Refuses a request whose address two readers could understand differently: no Host or several, one that is no host, a target that names
 * another host than its header. restify's router would throw on some of them.
 */
export const addressGuard: Guard<IncomingMessage> = async (request) => {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0)
  if (names.length > MOST_HEADERS) return refused(431, 'RequestHeaderFieldsTooLarge', 'there are too many headers')
  const hosts = names.filter((name) => name.toLowerCase() === 'host').length
  if (hosts > 1) return refused(400, 'BadRequest', 'there is more than one Host header')
  if (hosts === 0 && request.httpVersion !== '1.0') return refused(400, 'BadRequest', 'the Host header is missing')
  const { host } = request.headers
  if (host !== undefined && !isHost(host)) return refused(400, 'BadRequest', 'the Host header is not a host')
  const coding = request.headers['transfer-encoding']
  if (coding !== undefined && request.httpVersion === '1.0') {
    return refused(400, 'BadRequest', 'HTTP/1.0 has no Transfer-Encoding')
  }
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') {
    return refused(501, 'NotImplemented', 'the only Transfer-Encoding that is understood is chunked')
  }
  const path = pathOf(request, host)
  if (path === null)
    return refused(400, 'BadRequest', 'the address is neither a path nor one of the host named in Host')
  request.url = path
  return null
}

function refused(status: number, code: string, message: string): Problem {
  return { status, code, message, headers: { Connection: 'close' } }
}

function isHost(host: string): boolean {
  return /^(\[[\da-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`)
}

/** Answers the question of what the whole server allows; every other request needs a path. */
export const wholeServer: RequestHandler = (request, response, next) => {
  if (request.method !== 'OPTIONS' || request.url !== '*') return next()
  response.writeHead(204, { Allow: 'GET, HEAD, POST, OPTIONS' })
  response.end()
  return next(false)
}

/** The path of a target, also of one with a host as clients write it to proxies; null when it is not valid here. */
function pathOf({ url: target = '', method }: IncomingMessage, host: string | undefined): string | null {
  if (target === '*' && method === 'OPTIONS') return target
  if (target.startsWith('/')) return URL.canParse(target, 'http://localhost') ? target : null
  const [scheme] = /^https?:\/\//i.exec(target) ?? []
  if (scheme === undefined) return null
  const rest = target.slice(scheme.length)
  const end = rest.search(/[/?#]/)
  const [authority, path] = end === -1 ? [rest, ''] : [rest.slice(0, end), rest.slice(end)]
  if (authority.toLowerCase() !== host?.toLowerCase()) return null
  return path.startsWith('/') ? path : `/${path}`
}

/** Limits all requests of a client address, including WebSocket upgrades. */
export function requestGuard(rates: RateLimits, addresses: ClientAddresses): Guard<IncomingMessage> {
  return async (request) => refusalOf(await rates.admitRequest(networksOf(addresses.of(request))))
}

/** Limits new conversations by address and messages by conversation. Runs after routing, so that the spelling of a path does not matter. */
export function routeGuard(rates: RateLimits, addresses: ClientAddresses): Guard {
  return async (request) => {
    const { countsAs } = limitsOfRoute(request)
    if (countsAs === undefined) return null
    if (countsAs !== 'conversation') return refusalOf(await rates.admitMessage(countsAs.messageOf(request)))
    return refusalOf(await rates.admitConversation(networksOf(addresses.of(request))))
  }
}

/**
 * Refuses bodies whose announced size is too large, and compressed bodies: their size is known only after unpacking.
 *
 * @param bodyBytes the limit for routes without one of their own
 */
export function sizeGuard(bodyBytes: number): Guard {
  return async (request) => {
    const most = limitsOfRoute(request).bodyBytes ?? bodyBytes
    if (Number(request.headers['content-length'] ?? 0) > most) {
      return {
        status: 413,
        code: 'PayloadTooLarge',
        message: `a request to this address may hold ${most} bytes`,
        headers: { Connection: 'close' },
      }
    }
    const encoding = request.headers['content-encoding']
    if (encoding !== undefined && encoding !== 'identity') {
      return {
        status: 415,
        code: 'UnsupportedMediaType',
        message: 'send the body uncompressed',
        headers: { Connection: 'close' },
      }
    }
    return null
  }
}

function refusalOf(admission: Admission): Problem | null {
  return admission.admitted ? null : tooManyRequests(admission.retryAfterSeconds)
}
