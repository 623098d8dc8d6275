import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { HttpError } from '../../http/http-error.js'
import { invalidToken } from './refusals.js'
import type { Grant, Tokens } from './tokens.js'

export interface Credentials {
  readonly tokens: Tokens
  /** with it the institution's own servers ask for tokens; null = no server may */
  readonly secret: string | null
}

/** @throws HttpError MissingToken, InvalidToken or TokenExpired */
export function requireToken(request: IncomingMessage, { tokens }: Credentials): Promise<Grant> {
  return tokens.verify(bearerOf(request), ['api'])
}

/** @throws HttpError MissingToken, InvalidToken, or NotAllowed when no secret is configured */
export function requireSecret(request: IncomingMessage, { secret }: Credentials): void {
  if (secret === null) {
    throw new HttpError(
      403,
      'NotAllowed',
      'No Direct Line secret is configured here; pages use POST /directline/token, operators can set DIRECT_LINE_SECRET.',
    )
  }
  if (!isSame(bearerOf(request), secret)) throw invalidToken()
}

function bearerOf(request: IncomingMessage): string {
  const header = request.headers.authorization ?? ''
  const bearer = /^bearer /i.test(header) ? header.slice('bearer '.length).trim() : ''
  if (bearer !== '') return bearer
  throw new HttpError(401, 'MissingToken', 'Send the token in the header: Authorization: Bearer TOKEN')
}

/** Compares digests, which have equal length, in constant time: the duration reveals nothing about either text. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(one), digest(other))
}
