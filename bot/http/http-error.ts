/** Codes of refused calls. `TokenExpired` and `BadArgument` are the protocol's own; clients may match on all of them. */
export type DirectLineErrorCode =
  | 'BadArgument'
  | 'MissingToken'
  | 'InvalidToken'
  | 'TokenExpired'
  | 'NotAllowed'
  | 'OriginNotAllowed'
  | 'NotFound'
  | 'PayloadTooLarge'
  | 'UnsupportedMediaType'
  | 'TooManyRequests'
  | 'ServiceUnavailable'
  | 'ServiceError'

/** A call that is refused: what was found and what to do next, fit to be shown to the caller. */
export class DirectLineError extends Error {
  override readonly name = 'DirectLineError'

  constructor(
    readonly status: number,
    readonly code: DirectLineErrorCode,
    message: string,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(message)
  }
}

export function badArgument(message: string): DirectLineError {
  return new DirectLineError(400, 'BadArgument', message)
}

/**
 * One answer for a conversation that never was, has ended, or is another user's: whoever asks learns nothing.
 * Clients read the status as "ended".
 */
export function conversationNotFound(): DirectLineError {
  return new DirectLineError(404, 'NotFound', 'No such conversation for this token; start a new one with a new token.')
}

/**
 * A token that was not made here. 403 rather than 401 because Direct Line clients give up a token on 403 and ask their
 * page for another; on 401 they try the same one for ever.
 */
export function invalidToken(): DirectLineError {
  return new DirectLineError(403, 'InvalidToken', 'The token is not valid here; get one from POST /directline/token.')
}

export function tokenExpired(): DirectLineError {
  return new DirectLineError(403, 'TokenExpired', 'The token has expired; get a new one from POST /directline/token.')
}

export function payloadTooLarge(limitBytes: number): DirectLineError {
  return new DirectLineError(413, 'PayloadTooLarge', `The body is larger than ${limitBytes} bytes; send less at once.`)
}

export function unavailable(message: string): DirectLineError {
  return new DirectLineError(503, 'ServiceUnavailable', message, 5)
}

/** The protocol's error body. Anything that was not foreseen becomes a 500 that tells nothing of its cause. */
export function errorReply(error: unknown): {
  readonly status: number
  readonly body: { readonly error: { readonly code: DirectLineErrorCode; readonly message: string } }
  readonly retryAfterSeconds: number | null
} {
  if (error instanceof DirectLineError) {
    const { status, code, message, retryAfterSeconds } = error
    return { status, body: { error: { code, message } }, retryAfterSeconds }
  }
  const message = 'Something went wrong on our side; try again in a moment.'
  return { status: 500, body: { error: { code: 'ServiceError', message } }, retryAfterSeconds: null }
}
