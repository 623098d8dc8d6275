import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { addressGroup, clientAddresses } from '../../../bot/http/client-addresses.js'

function request(peer: string, headers: Record<string, string> = {}): IncomingMessage {
  return { socket: { remoteAddress: peer }, connection: { remoteAddress: peer }, headers } as unknown as IncomingMessage
}

describe('the client address', () => {
  it('is the peer when no proxy is trusted, whatever the headers claim', () => {
    const addresses = clientAddresses([])
    expect(addresses.of(request('203.0.113.5', { 'x-forwarded-for': '198.51.100.1' }))).toBe('203.0.113.5')
  })

  it('is what a trusted proxy says', () => {
    const addresses = clientAddresses(['10.0.0.0/8'])
    expect(addresses.of(request('10.1.2.3', { 'x-forwarded-for': '198.51.100.1' }))).toBe('198.51.100.1')
  })

  it('is the last hop that is not trusted, so that a client cannot choose its own', () => {
    const addresses = clientAddresses(['loopback'])
    const forwarded = { 'x-forwarded-for': '1.1.1.1, 198.51.100.1' }
    expect(addresses.of(request('127.0.0.1', forwarded))).toBe('198.51.100.1')
  })

  it('is unknown when a proxy sends something that is not an address', () => {
    const addresses = clientAddresses(['loopback'])
    expect(addresses.of(request('127.0.0.1', { 'x-forwarded-for': 'somebody' }))).toBe('unknown')
  })

  it('writes an IPv4-mapped IPv6 address as IPv4', () => {
    expect(clientAddresses([]).of(request('::ffff:203.0.113.5'))).toBe('203.0.113.5')
  })

  it('is local only for a request that no proxy forwarded', () => {
    const addresses = clientAddresses([])
    expect(addresses.isLocal(request('::1'))).toBe(true)
    expect(addresses.isLocal(request('127.0.0.1', { 'x-forwarded-for': '127.0.0.1' }))).toBe(false)
    expect(addresses.isLocal(request('192.168.1.4'))).toBe(false)
  })
})

describe('the address group', () => {
  it('is one /64 for an IPv6 subscriber', () => {
    expect(addressGroup('2001:db8:1:2:aaaa::1')).toBe('2001:db8:1:2::/64')
    expect(addressGroup('2001:db8:1:2:bbbb::9')).toBe(addressGroup('2001:db8:1:2:aaaa::1'))
    expect(addressGroup('2001:db8:1:3::1')).not.toBe(addressGroup('2001:db8:1:2::1'))
  })

  it('is the address itself for IPv4, and one group for everything that is not an address', () => {
    expect(addressGroup('203.0.113.5')).toBe('203.0.113.5')
    expect(addressGroup('unknown')).toBe('unknown')
    expect(addressGroup('')).toBe('unknown')
  })
})
