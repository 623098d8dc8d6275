import type { IncomingMessage } from 'node:http'

/** Path and query of a request. An invalid target, such as `//[`, counts as `/`. */
export function urlOf(request: IncomingMessage): URL {
  const base = 'http://localhost'
  const target = request.url ?? '/'
  return URL.canParse(target, base) ? new URL(target, base) : new URL(base)
}
