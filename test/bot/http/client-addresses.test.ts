import type { IncomingMessage } from 'node:http'
import { describe, expect, it, vi } from 'vitest'
import { clientAddresses, networksOf } from '../../../bot/http/client-addresses.js'

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

  it.each([
    ['9.9.9.5:1234', '9.9.9.5'],
    ['[2001:db8::1]:443', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['2001:DB8:0::1', '2001:db8::1'],
    ['"[2001:db8::1]:443"', '2001:db8::1'],
    ['::ffff:9.9.9.5', '9.9.9.5'],
    ['[::ffff:9.9.9.5]:80', '9.9.9.5'],
    ['fe80::1%eth0', 'fe80::1'],
    [' 9.9.9.5 ,', '9.9.9.5'],
    ['somebody, 9.9.9.5:65535', '9.9.9.5'],
    ['9.9.9.5:1234, 127.0.0.1:99', '9.9.9.5'],
  ])('is read from %j as gateways write it', (forwarded, address) => {
    const malformed = vi.fn()
    const addresses = clientAddresses(['loopback'], malformed)
    expect(addresses.of(request('127.0.0.1', { 'x-forwarded-for': forwarded }))).toBe(address)
    expect(malformed).not.toHaveBeenCalled()
  })

  it.each(['somebody', 'unknown', '_hidden', '134744072', '010.8.8.8', '9.9.9.5:x', '[9.9.9.5', '1.1.1.1, 9.9.9'])(
    'is the proxy that sends %j, and this is told',
    (forwarded) => {
      const malformed = vi.fn()
      const addresses = clientAddresses(['loopback', '10.0.0.0/8'], malformed)
      expect(addresses.of(request('127.0.0.1', { 'x-forwarded-for': `${forwarded}, 10.0.0.7` }))).toBe('10.0.0.7')
      expect(malformed).toHaveBeenCalledTimes(1)
    },
  )

  it('writes an IPv4-mapped IPv6 address as IPv4', () => {
    expect(clientAddresses([]).of(request('::ffff:203.0.113.5'))).toBe('203.0.113.5')
  })
})

describe('the networks of a client', () => {
  it('are its /64 and the /48 around it for an IPv6 subscriber', () => {
    expect(networksOf('2001:db8:1:2:aaaa::1')).toEqual({ near: '2001:db8:1:2::/64', wide: '2001:db8:1::/48' })
    expect(networksOf('2001:db8:1:2:bbbb::9')).toEqual(networksOf('2001:db8:1:2:aaaa::1'))
    expect(networksOf('2001:db8:1:3::1').near).not.toBe(networksOf('2001:db8:1:2::1').near)
    expect(networksOf('2001:db8:1:3::1').wide).toBe(networksOf('2001:db8:1:2::1').wide)
  })

  it('are the address itself for IPv4, and one for everything that is not an address', () => {
    expect(networksOf('203.0.113.5')).toEqual({ near: '203.0.113.5', wide: null })
    expect(networksOf('unknown')).toEqual({ near: 'unknown', wide: null })
    expect(networksOf('')).toEqual({ near: 'unknown', wide: null })
  })
})
