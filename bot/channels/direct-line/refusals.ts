import { HttpError } from '../../http/http-error.js'

/** The protocol's code for an unexpected failure. */
export const DEFECT_CODE = 'ServiceError'

/**
 * The same answer for a conversation that never existed, has ended, or belongs to another user, so that the caller cannot tell which.
 * Clients take the status for "ended".
 */
export function conversationNotFound(): HttpError {
  return new HttpError(404, 'NotFound', 'No such conversation for this token; start a new one with a new token.')
}

/**
 * A token that this server did not issue. 403 rather than 401, because Direct Line clients discard a token on 403 and ask their page
 * for another; on 401 they retry with the same one for ever.
 */
export function invalidToken(): HttpError {
  return new HttpError(403, 'InvalidToken', 'The token is not valid here; get one from POST /directline/token.')
}

export function tokenExpired(): HttpError {
  return new HttpError(403, 'TokenExpired', 'The token has expired; get a new one from POST /directline/token.')
}
