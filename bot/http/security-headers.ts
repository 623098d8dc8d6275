import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

export type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

/** Headers for everything that is not the chat page: nothing in it may run, load or be framed. */
export function securityHeaders(): Middleware {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    // Other hosts of the institution's domain are not ours to force onto HTTPS.
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    // The policy's frame-ancestors says it; this older header knows no list of sites.
    xFrameOptions: false,
  })
}

export interface PagePolicy {
  /** fresh for every response */
  readonly nonce: string
  /** the request's Host header: older Safari does not count WebSockets of the page's host as 'self' */
  readonly host: string | undefined
  /** sites that may show the page in a frame */
  readonly embedOrigins: readonly string[]
}

/** Web Chat inserts one style element without a nonce and without a word in it; this is the hash of nothing. */
const EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

/** Content-Security-Policy of the chat page. Web Chat draws its icons from blobs of its own. */
export function pagePolicy({ nonce, host, embedOrigins }: PagePolicy): string {
  const sockets = host !== undefined && /^[a-z0-9.:[\]-]+$/i.test(host) ? ` ws://${host} wss://${host}` : ''
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}' ${EMPTY_STYLE}`,
    `connect-src 'self'${sockets}`,
    "img-src 'self' data: blob:",
    `frame-ancestors ${["'self'", ...embedOrigins].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}
