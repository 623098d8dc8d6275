import type { IncomingMessage, ServerResponse } from 'node:http'
import helmet from 'helmet'

export type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void

const setHeaders = helmet({
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
  // This server must not force HTTPS on other hosts of the institution's domain.
  strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
  // The policy's frame-ancestors replaces this older header, which cannot list sites.
  xFrameOptions: false,
})

/** Headers for all responses except the chat page: they may not run scripts, load files or be framed. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = collected()

/** Sets them on a response; responses written to a bare socket need them in their text. */
export function securityHeaders(): Middleware {
  return (_request, response, next) => {
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) response.setHeader(name, value)
    next()
  }
}

/** helmet can only write into a response; none of its values depends on the request. */
function collected(): Record<string, string> {
  const headers: Record<string, string> = {}
  const response = {
    setHeader: (name: string, value: string) => {
      headers[name] = value
    },
    removeHeader: () => {},
  }
  setHeaders({} as IncomingMessage, response as unknown as ServerResponse, (error) => {
    if (error !== undefined) throw error
  })
  return headers
}

export interface PagePolicy {
  /** fresh for every response */
  readonly nonce: string
  /** the request's Host header: older Safari does not count WebSockets of the page's host as 'self' */
  readonly host: string | undefined
  /** sites that may show the page in a frame */
  readonly embedOrigins: readonly string[]
}

/** Web Chat inserts one empty style element without a nonce; this is the hash of an empty text. */
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
