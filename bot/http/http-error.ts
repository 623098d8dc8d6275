import type { Problem } from './problem.js'

/** A refused request, with the message for its sender: what was found and what to do next. */
export class HttpError extends Error implements Problem {
  override readonly name = 'HttpError'

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message)
  }
}

export function badArgument(message: string): HttpError {
  return new HttpError(400, 'BadArgument', message)
}

export function payloadTooLarge(limitBytes: number): HttpError {
  return new HttpError(413, 'PayloadTooLarge', `The body is larger than ${limitBytes} bytes; send less at once.`)
}

export function unavailable(message: string): HttpError {
  return new HttpError(503, 'ServiceUnavailable', message, { 'Retry-After': '5' })
}

/**
 * What the sender of a request is told about an error. An unexpected error reveals nothing of its cause.
 *
 * @param defectCode the protocol's code for an unexpected error
 */
export function problemOf(error: unknown, defectCode: string): Problem {
  if (error instanceof HttpError) return error
  return { status: 500, code: defectCode, message: 'Something went wrong on our side; try again in a moment.' }
}
