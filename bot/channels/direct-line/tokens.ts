import { randomBytes } from 'node:crypto'
import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import { KnowledgeError } from '../../../knowledge/errors.js'
import type { Clock } from '../../../knowledge/ports.js'
import { invalidToken, tokenExpired } from './refusals.js'

/** What a token stands for: one user in one conversation. */
export interface Grant {
  readonly conversationId: string
  /** begins with `dl_` */
  readonly userId: string
  readonly userName: string | null
  /** BCP 47, or null when the client did not say */
  readonly locale: string | null
  /** when the conversation's first token was issued, in milliseconds since 1970; a refresh keeps it */
  readonly began: number
  /** whether the conversation had already been opened when this token was issued */
  readonly started: boolean
}

/** `stream` tokens stand in addresses, which proxies write into their logs: they are short-lived and valid for streams only. */
export type TokenUse = 'api' | 'stream'

export interface Tokens {
  readonly lifetimeSeconds: number
  issue(grant: Grant, use: TokenUse): Promise<string>
  /** @throws HttpError TokenExpired, or InvalidToken for a token that was not signed with this key for one of these uses */
  verify(token: string, uses: readonly TokenUse[]): Promise<Grant>
}

const ISSUER = 'ventanilla'
const AUDIENCE: Readonly<Record<TokenUse, string>> = {
  api: 'ventanilla:direct-line',
  stream: 'ventanilla:direct-line-stream',
}
const ALGORITHM = 'HS256'
const LEAST_KEY_BYTES = 32
const MOST_TOKEN_CHARS = 4_096

const claimsSchema = z.object({
  conv: z.string().min(1),
  // `user` beside `sub`: Web Chat and DirectLineJS read the user's id from a claim of this name.
  user: z.string().startsWith('dl_'),
  name: z.string().optional(),
  loc: z.string().optional(),
  began: z.int().nonnegative(),
  started: z.boolean(),
})

/** @throws KnowledgeError BAD_CONFIG when the key is shorter than 32 bytes */
export function createTokens({
  key,
  clock,
  lifetimeSeconds,
  streamLifetimeSeconds,
}: {
  readonly key: Uint8Array
  readonly clock: Clock
  readonly lifetimeSeconds: number
  readonly streamLifetimeSeconds: number
}): Tokens {
  if (key.byteLength < LEAST_KEY_BYTES) {
    throw new KnowledgeError(
      'BAD_CONFIG',
      { what: 'token-key-short', found: key.byteLength, least: LEAST_KEY_BYTES },
      { do: 'make-token-key' },
    )
  }
  const lifetimes: Readonly<Record<TokenUse, number>> = { api: lifetimeSeconds, stream: streamLifetimeSeconds }

  return {
    lifetimeSeconds,
    issue(grant, use) {
      const issuedAt = Math.floor(clock.now().getTime() / 1_000)
      return new SignJWT(claimsOf(grant))
        .setProtectedHeader({ alg: ALGORITHM, typ: 'JWT' })
        .setIssuer(ISSUER)
        .setAudience(AUDIENCE[use])
        .setSubject(grant.userId)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetimes[use])
        .sign(key)
    },
    async verify(token, uses) {
      if (token.length > MOST_TOKEN_CHARS) throw invalidToken()
      const payload = await verifiedPayload(token, key, uses, clock)
      const claims = claimsSchema.safeParse(payload)
      if (!claims.success) throw invalidToken()
      const { conv, user, name, loc, began, started } = claims.data
      return {
        conversationId: conv,
        userId: user,
        userName: name ?? null,
        locale: loc ?? null,
        began,
        started,
      }
    },
  }
}

/** A new conversation for this user; when `user` is null, for a new user. Ids cannot be guessed. */
export function newGrant(
  now: Date,
  locale: string | null,
  user: { readonly id: string; readonly name: string | null } | null,
): Grant {
  return {
    conversationId: randomId(),
    userId: user?.id ?? `dl_${randomId()}`,
    userName: user?.name ?? null,
    locale,
    began: now.getTime(),
    started: false,
  }
}

export function randomId(): string {
  return randomBytes(16).toString('base64url')
}

function claimsOf({ conversationId, userId, userName, locale, began, started }: Grant): JWTPayload {
  return {
    conv: conversationId,
    user: userId,
    ...(userName === null ? {} : { name: userName }),
    ...(locale === null ? {} : { loc: locale }),
    began,
    started,
  }
}

async function verifiedPayload(
  token: string,
  key: Uint8Array,
  uses: readonly TokenUse[],
  clock: Clock,
): Promise<JWTPayload> {
  try {
    const { payload } = await jwtVerify(token, key, {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      audience: uses.map((use) => AUDIENCE[use]),
      currentDate: clock.now(),
      requiredClaims: ['exp', 'sub', 'iat'],
    })
    return payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw tokenExpired()
    if (error instanceof errors.JOSEError) throw invalidToken()
    throw error
  }
}
