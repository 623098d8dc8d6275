import ipaddr from 'ipaddr.js'

/** @param host an IP address, or a host as a URL names it: `localhost`, `127.0.0.1`, `[::1]` */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '')
  return name === 'localhost' || (ipaddr.isValid(name) && ipaddr.process(name).range() === 'loopback')
}
