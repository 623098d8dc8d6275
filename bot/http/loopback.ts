import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'

/** @param peer the address of a connection's other end */
export function isLoopbackPeer(peer: string | undefined): boolean {
  return peer !== undefined && isIP(peer) !== 0 && ipaddr.process(peer).range() === 'loopback'
}

/**
 * Whether a Host header or the host of an origin names this machine in its plain form. Other spellings of the same address (decimal,
 * mapped into IPv6, with a dot at its end) name nothing: browsers and clients do not write them, attackers do.
 */
export function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$/i.test(host)
}
