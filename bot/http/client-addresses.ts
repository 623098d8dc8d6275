import type { IncomingMessage } from 'node:http'
import ipaddr from 'ipaddr.js'
import proxyAddr from 'proxy-addr'
import { isLoopback } from './loopback.js'

/** Finds the address that a request came from. X-Forwarded-For counts only when a trusted proxy sent it. */
export interface ClientAddresses {
  /** The client's IP address; `unknown` when the connection is already closed or a proxy sent something else. */
  of(request: IncomingMessage): string
  /** Whether the request was made on this machine and not forwarded by a proxy. */
  isLocal(request: IncomingMessage): boolean
  /** Whether this peer is a trusted proxy. */
  isTrustedProxy(peer: string | undefined): boolean
}

/** @param trustedProxies IP addresses, CIDR networks, or `loopback`, `linklocal`, `uniquelocal` */
export function clientAddresses(trustedProxies: readonly string[]): ClientAddresses {
  const trust = proxyAddr.compile([...trustedProxies])
  const of = (request: IncomingMessage) => canonical(proxyAddr(request, trust))
  return {
    of,
    isLocal(request) {
      // A proxy on this machine connects from loopback too, but the requests it forwards came from elsewhere.
      const handedOn = ['x-forwarded-for', 'forwarded', 'x-real-ip'].some((name) => request.headers[name] !== undefined)
      return !handedOn && isLoopback(canonical(request.socket.remoteAddress))
    },
    isTrustedProxy: (peer) => peer !== undefined && trust(peer, 0),
  }
}

/** The key that one client is counted under: an IPv4 address, or the /64 network that one IPv6 subscriber usually has. */
export function addressGroup(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`
}

function canonical(address: string | undefined): string {
  if (address === undefined || !ipaddr.isValid(address)) return 'unknown'
  return ipaddr.process(address).toString()
}
