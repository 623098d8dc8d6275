import type { IncomingMessage } from 'node:http'
import { DirectLineError } from '../../http/http-error.js'

/** Which web pages may call this server: its own, and those of the origins allowed in the settings. */
export interface OriginPolicy {
  /**
   * @returns the headers that let the calling page read the answer; none for the own pages and for callers that are no browsers
   * @throws DirectLineError OriginNotAllowed
   */
  check(request: IncomingMessage): Readonly<Record<string, string>>
}

/** @param allowed origins in lower case, e.g. `https://www.institution.example` */
export function createOriginPolicy(allowed: readonly string[]): OriginPolicy {
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
      throw new DirectLineError(
        403,
        'OriginNotAllowed',
        'Pages of this origin may not call Direct Line here; its operator can add the origin to ALLOWED_ORIGINS.',
      )
    },
  }
}

export const PREFLIGHT_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Content-Disposition, X-Requested-With, X-Ms-Bot-Agent',
  'Access-Control-Max-Age': '600',
}

/**
 * The address under which the caller reached us. What proxies say of it is believed: a caller who makes it up is only
 * told a wrong address for itself, and pages of other origins cannot set these headers.
 */
export function addressOfServer(request: IncomingMessage): { readonly host: string; readonly secure: boolean } {
  const forwardedHost = firstOf(request.headers['x-forwarded-host'])
  const host = isHost(forwardedHost) ? forwardedHost : (request.headers.host ?? '')
  const encrypted = 'encrypted' in request.socket && request.socket.encrypted === true
  const secure = encrypted || firstOf(request.headers['x-forwarded-proto'])?.toLowerCase() === 'https'
  return { host: isHost(host) ? host : 'localhost', secure }
}

function isOwn(origin: string, request: IncomingMessage): boolean {
  const host = URL.canParse(origin) ? new URL(origin).host : null
  if (host === null || host === '') return false
  const own = [request.headers.host, firstOf(request.headers['x-forwarded-host'])]
  return own.some((name) => name !== undefined && hostIn(name) === host)
}

/** Written as browsers write it in an origin: lower case, without the usual port of either scheme. */
function hostIn(name: string): string {
  return name.toLowerCase().replace(/:(80|443)$/, '')
}

function isHost(name: string | undefined): name is string {
  return name !== undefined && /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(name)
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return (Array.isArray(header) ? header[0] : header)?.split(',')[0]?.trim()
}
