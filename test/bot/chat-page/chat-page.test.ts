import { request as httpRequest, type IncomingMessage } from 'node:http'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { CONTACT, type RunningServer, startPublicServer } from '../../support/public-server.js'

let server: RunningServer

beforeAll(async () => {
  server = await startPublicServer({ embedOrigins: ['https://www.office.example'] })
})

afterAll(() => server.stop())

async function page(headers: Record<string, string> = {}, query = ''): Promise<{ html: string; response: Response }> {
  const response = await fetch(`${server.url}/${query}`, { headers })
  return { html: await response.text(), response }
}

async function assetPaths(): Promise<string[]> {
  const { html } = await page()
  return [...new Set([...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path))]
}

/** Sends the path unchanged: fetch would normalise it. */
function rawGet(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ message: IncomingMessage; body: Buffer }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    httpRequest({ hostname, port, path, headers }, (message) => {
      const chunks: Buffer[] = []
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('end', () => resolve({ message, body: Buffer.concat(chunks) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('the chat page', () => {
  it.each([
    ['es-ES,es;q=0.9,en;q=0.8', 'es', 'Hablar con una persona'],
    ['en-GB', 'en', 'Talk to a person'],
    ['de-DE, es;q=0.5', 'es', 'Hablar con una persona'],
    ['de-DE', 'en', 'Talk to a person'],
    ['en;q=0.2, es', 'es', 'Hablar con una persona'],
    ['*', 'en', 'Talk to a person'],
  ])('for a browser that wants %s speaks %s', async (wanted, language, words) => {
    const { html, response } = await page({ 'Accept-Language': wanted })
    expect(html).toContain(`<html lang="${language}">`)
    expect(html).toContain(words)
    expect(response.headers.get('Content-Language')).toBe(language)
    expect(response.headers.get('Vary')).toContain('Accept-Language')
  })

  it('prefers the language of the switch to the browser’s, and offers the other', async () => {
    const { html } = await page({ 'Accept-Language': 'en' }, '?lang=es')
    expect(html).toContain('<html lang="es">')
    expect(html).toContain('<a href="?lang=en" lang="en" hreflang="en">English</a>')
  })

  it('ignores a language it does not have', async () => {
    const { html } = await page({ 'Accept-Language': 'es' }, '?lang=%3Cscript%3E')
    expect(html).toContain('<html lang="es">')
  })

  it('contains the disclosure and the ways to a person before any script runs', async () => {
    const { html } = await page({ 'Accept-Language': 'en' })
    expect(html).toContain('An automated assistant, not a person')
    expect(html).toContain('Do not write personal data')
    expect(html).toContain('180 days')
    expect(html).toContain('href="tel:900000123"')
    expect(html).toContain('href="mailto:people@office.example"')
    expect(html).toMatch(/<noscript>.+<\/noscript>/s)
  })

  it('shows a telephone without a link when no number is certain', async () => {
    const other = await startPublicServer({ contact: { ...CONTACT, phone: '030/123456 <Ms Roe>' } })
    onTestFinished(() => other.stop())
    const html = await (await fetch(other.url)).text()
    expect(html).toContain('030/123456 &#60;Ms Roe&#62;')
    expect(html).not.toContain('tel:')
  })

  it('escapes the institution’s name', async () => {
    const { html } = await page()
    expect(html).toContain('Office of &#60;Tests&#62; &#38; &#34;Trials&#34;')
    expect(html).not.toContain('<Tests>')
  })

  it('allows its own files and the sites that may frame it, and nothing inline', async () => {
    const { html, response } = await page()
    const policy = response.headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("frame-ancestors 'self' https://www.office.example")
    expect(policy).not.toContain('unsafe')
    expect(html).not.toMatch(/<script(?![^>]* src=)/)
    expect(html).not.toMatch(/ (?:on[a-z]+|style)="/)
    expect(html).not.toMatch(/(?:src|<link [^>]*href)="(?:https?:)?\/\//)
  })

  it('has a fresh nonce every time', async () => {
    const nonces = await Promise.all(
      [page(), page()].map(async (each) => /nonce="([^"]+)"/.exec((await each).html)?.[1]),
    )
    expect(nonces[0]).toMatch(/^[\w+/]{22}==$/)
    expect(nonces[0]).not.toBe(nonces[1])
  })

  it('does not let a forged Host into its policy', async () => {
    const { message } = await rawGet('/', { Host: "evil.example; script-src 'unsafe-inline'" })
    expect(message.headers['content-security-policy'] ?? '').not.toContain('evil')
  })
})

describe('the page’s files', () => {
  it('are cached for ever at an address that contains their version', async () => {
    const paths = await assetPaths()
    expect(paths.some((path) => /^\/assets\/webchat\/[\da-f]{12}\/webchat\.js$/.test(path))).toBe(true)
    for (const path of paths) {
      const response = await fetch(server.url + path)
      expect([path, response.status]).toEqual([path, 200])
      expect(response.headers.get('Cache-Control')).toBe('public, max-age=31536000, immutable')
      await response.arrayBuffer()
    }
  })

  it('include the licences of Web Chat', async () => {
    const script = (await assetPaths()).find((each) => each.includes('webchat')) ?? ''
    const [first = ''] = (await (await fetch(server.url + script)).text()).split('\n')
    const licences = await fetch(`${server.url}${script}.LICENSE.txt`)
    expect(first).toContain('webchat.js.LICENSE.txt')
    expect(licences.headers.get('Content-Type')).toBe('text/plain; charset=utf-8')
    expect(await licences.text()).toContain('MIT')
  })

  it('are not sent again to a browser that has them', async () => {
    const [path = ''] = await assetPaths()
    const first = await fetch(server.url + path)
    await first.arrayBuffer()
    const again = await fetch(server.url + path, { headers: { 'If-None-Match': first.headers.get('ETag') ?? '' } })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('are compressed: Web Chat to less than 750 kB', async () => {
    const path = (await assetPaths()).find((each) => each.includes('webchat')) ?? ''
    const [plain, br, gzip] = await Promise.all(
      ['identity', 'gzip, br', 'gzip'].map((encoding) => rawGet(path, { 'Accept-Encoding': encoding })),
    )
    expect(br?.message.headers['content-encoding']).toBe('br')
    expect(br?.body.length).toBeLessThan(750_000)
    expect(brotliDecompressSync(br?.body ?? '').equals(plain?.body ?? Buffer.alloc(0))).toBe(true)
    expect(gunzipSync(gzip?.body ?? '').equals(plain?.body ?? Buffer.alloc(0))).toBe(true)
    expect(plain?.message.headers['content-encoding']).toBeUndefined()
  })

  it.each([
    '/assets/../package.json',
    '/assets/page/../../package.json',
    '/assets/%2e%2e/%2e%2e/package.json',
    '/assets/..%2f..%2fpackage.json',
    '/assets/webchat/0123456789ab/..\\..\\package.json',
    '//etc/passwd',
    '/assets/',
    '/assets/webchat/0123456789ab/webchat.js/../../../../package.json',
  ])('are the only ones: %s is not found', async (path) => {
    const { message, body } = await rawGet(path)
    expect(message.statusCode).toBe(404)
    expect(body.toString()).not.toContain('"dependencies"')
  })

  it('cannot be written', async () => {
    const [path = ''] = await assetPaths()
    for (const method of ['POST', 'PUT', 'DELETE']) {
      expect((await fetch(server.url + path, { method })).status).toBe(405)
    }
  })
})
