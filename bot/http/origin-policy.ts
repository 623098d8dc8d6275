import type { IncomingMessage } from 'node:http'
import { firstOf } from './header.js'
import { HttpError } from './http-error.js'

/** Which web pages may call this server: its own, and those of the origins allowed in the settings. */
export interface OriginPolicy {
  /**
   * @returns the headers that let the calling page read the answer; none for our own pages and for callers that are not browsers
   * @throws HttpError OriginNotAllowed
   */
  check(request: IncomingMessage): Readonly<Record<string, string>>
}

/**
 * @param allowed origins in lower case, e.g. `https://www.institution.example`
 * @param called what the pages call, e.g. `Direct Line`
 */
export function createOriginPolicy(allowed: readonly string[], called: string): OriginPolicy {
  return {
    check(request) {
      const { origin } = request.headers
      if (origin === undefined || isOwn(origin, request)) return {}
      if (allowed.includes(origin.toLowerCase())) {
        return {
          'Access-Control-Allow-Origin': origin,
          // Clients ask for the session id with credentials. No cookie is read anywhere, so this opens nothing.
          'Access-Control-Allow-Credentials': 'true',
          'Access-Control-Expose-Headers': 'Retry-After',
          Vary: 'Origin',
        }
      }
      throw new HttpError(
        403,
        'OriginNotAllowed',
        `Pages of this origin may not call ${called} here; its operator can add the origin to ALLOWED_ORIGINS.`,
      )
    },
  }
}

function isOwn(origin: string, request: IncomingMessage): boolean {
  const host = URL.canParse(origin) ? new URL(origin).host : null
  if (host === null || host === '') return false
  const own = [request.headers.host, firstOf(request.headers['x-forwarded-host'])]
  return own.some((name) => name !== undefined && hostIn(name) === host)
}

/** A host as browsers write it in an origin: lower case, without the default port. */
function hostIn(name: string): string {
  return name.toLowerCase().replace(/:(80|443)$/, '')
}
