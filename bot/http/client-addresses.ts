import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import proxyAddr from 'proxy-addr'

/** Finds the address that a request came from. X-Forwarded-For counts only when a trusted proxy sent it. */
export interface ClientAddresses {
  /**
   * The client's IP address; `unknown` when the connection is already closed. Where a proxy names something that is no address, it is
   * the proxy's own.
   */
  of(request: IncomingMessage): string
  /** Whether this peer is a trusted proxy. */
  isTrustedProxy(peer: string | undefined): boolean
}

/** The networks that a client is counted under. */
export interface ClientNetworks {
  /** an IPv4 address, or the /64 network that one IPv6 subscriber usually has */
  readonly near: string
  /** the IPv6 /48 network around it, from which one customer can take 65,536 others; null for IPv4 */
  readonly wide: string | null
}

/** How many times as much a /48 network may use as one client. */
export const WIDE_SHARE = 4

/**
 * @param trustedProxies IP addresses, CIDR networks, or `loopback`, `linklocal`, `uniquelocal`
 * @param onMalformed called when a trusted proxy names something that is no address
 */
export function clientAddresses(
  trustedProxies: readonly string[],
  onMalformed: () => void = () => {},
): ClientAddresses {
  const trust = proxyAddr.compile([...trustedProxies])
  return {
    of(request) {
      let address = addressIn(request.socket.remoteAddress ?? '')
      if (address === null) return 'unknown'
      const hops = (request.headers['x-forwarded-for'] ?? '').toString().split(',').reverse()
      for (const hop of hops) {
        if (!trust(address, 0)) break
        if (hop.trim() === '') continue
        const before = addressIn(hop)
        if (before === null) {
          onMalformed()
          break
        }
        address = before
      }
      return address
    },
    isTrustedProxy: (peer) => peer !== undefined && trust(peer, 0),
  }
}

/** @param address as `ClientAddresses.of` gives it, or a peer's */
export function networksOf(address: string): ClientNetworks {
  const known = addressIn(address)
  if (known === null) return { near: 'unknown', wide: null }
  if (isIP(known) === 4) return { near: known, wide: null }
  return { near: network(known, 64), wide: network(known, 48) }
}

function network(address: string, bits: number): string {
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`).toString()}/${bits}`
}

/** Address with or without a port, as proxies write it: `9.9.9.5`, `9.9.9.5:1234`, `2001:db8::1`, `[2001:db8::1]:443`. */
const HOP = /^(?:\[(?<inBrackets>[^\]]+)\](?::\d{1,5})?|(?<v4>[\d.]+)(?::\d{1,5})?|(?<v6>[\da-f:.]+(?:%[\w.-]+)?))$/i

/** @returns the address in its shortest form, IPv4 where IPv6 only wraps it; null when it is none */
function addressIn(hop: string): string | null {
  const groups = HOP.exec(hop.trim().replace(/^"(.*)"$/, '$1'))?.groups
  const [found = ''] = (groups?.inBrackets ?? groups?.v4 ?? groups?.v6 ?? '').split('%')
  return isIP(found) === 0 ? null : ipaddr.process(found).toString()
}
