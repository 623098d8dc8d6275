import type { IncomingMessage } from 'node:http'
import { isLoopbackHost, isLoopbackPeer } from './loopback.js'

/**
 * Headers that a program writes about its own request. All others may tell that somebody handed the request on; there is no list of
 * those, as every proxy, load balancer and content network has names of its own.
 */
const OWN_HEADERS = [
  /^(host|connection|keep-alive|user-agent|authorization|cookie|referer|origin|date|from|expect|te|trailer|transfer-encoding)$/,
  /^(content|accept|if|sec)-[a-z-]+$/,
  /^(accept|cache-control|pragma|priority|range|dnt|upgrade-insecure-requests|x-requested-with|access-control-request-.+)$/,
  /^(traceparent|tracestate|baggage|request-id|postman-token|x-prometheus-scrape-timeout-seconds)$/,
  /^x-ms-(conversation-id|bot-agent|client-request-id)$/,
]

const WEB = /^https?:\/\//i

/**
 * Whether a program on this machine made the request to this machine, and nobody handed it on. A proxy here connects from loopback too,
 * and so does a browser here that shows a stranger's page.
 */
export function isLocalRequest(request: IncomingMessage): boolean {
  const { host, origin, 'sec-fetch-site': site } = request.headers
  return (
    isLoopbackPeer(request.socket.remoteAddress) &&
    isLoopbackHost(host ?? '') &&
    (origin === undefined || (WEB.test(origin) && isLoopbackHost(origin.replace(WEB, '')))) &&
    site !== 'cross-site' &&
    Object.keys(request.headers).every((name) => OWN_HEADERS.some((own) => own.test(name)))
  )
}
