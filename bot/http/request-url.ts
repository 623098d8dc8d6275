import type { IncomingMessage } from 'node:http'

/** Path and query of a request. A target that cannot be read at all, such as `//[`, is taken as `/`. */
export function urlOf(request: IncomingMessage): URL {
  const base = 'http://localhost'
  const target = request.url ?? '/'
  return URL.canParse(target, base) ? new URL(target, base) : new URL(base)
}
