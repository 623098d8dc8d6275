import type { IncomingMessage } from 'node:http'
import { firstOf } from './header.js'

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

function isHost(name: string | undefined): name is string {
  return name !== undefined && /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i.test(name)
}
