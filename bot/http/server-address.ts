import type { IncomingMessage } from 'node:http'
import { firstOf } from './header.js'

/**
 * The address at which the caller reached this server. Proxy headers are trusted: a caller that forges them only gets a wrong address
 * for itself, and pages of other origins cannot set them.
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
