import type { IncomingMessage } from 'node:http'
import type { Request, RequestHandler } from 'restify'
import { addressGroup, type ClientAddresses } from './client-addresses.js'
import { type Problem, sendProblem, tooManyRequests } from './problem.js'
import type { Admission, RateLimits } from './rate-limits.js'
import { limitsOfRoute } from './route-limits.js'

/** The problem that stops a request, or null. */
export type Guard<R = Request> = (request: R) => Promise<Problem | null>

/** A middleware that answers with the guard's problem, or continues when there is none. */
export function guarded(guard: Guard): RequestHandler {
  return (request, response, next) => {
    guard(request).then((problem) => {
      if (problem === null) return next()
      sendProblem(response, problem)
      next(false)
    }, next)
  }
}

/** Refuses an invalid Host or path, on which restify's router would throw an uncaught error. */
export const addressGuard: Guard = async (request) => {
  try {
    request.getUrl()
    return null
  } catch {
    return {
      status: 400,
      code: 'BadRequest',
      message: 'the Host header and the path do not make a web address',
      headers: { Connection: 'close' },
    }
  }
}

/** Limits all requests of a client address, including WebSocket upgrades. */
export function requestGuard(rates: RateLimits, addresses: ClientAddresses): Guard<IncomingMessage> {
  return async (request) => refusalOf(await rates.admitRequest(addressGroup(addresses.of(request))))
}

/** Limits new conversations by address and messages by conversation. Runs after routing, so that the spelling of a path does not matter. */
export function routeGuard(rates: RateLimits, addresses: ClientAddresses): Guard {
  return async (request) => {
    const { countsAs } = limitsOfRoute(request)
    if (countsAs === undefined) return null
    if (countsAs !== 'conversation') return refusalOf(await rates.admitMessage(countsAs.messageOf(request)))
    return refusalOf(await rates.admitConversation(addressGroup(addresses.of(request))))
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
