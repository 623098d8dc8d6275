import { HttpError } from '../../http/http-error.js'

/** The protocol's code for what was not foreseen. */
export const DEFECT_CODE = 'ServiceError'

/**
 * One answer for a conversation that never was, has ended, or is another user's: whoever asks learns nothing.
 * Clients read the status as "ended".
 */
export function conversationNotFound(): HttpError {
  return new HttpError(404, 'NotFound', 'No such conversation for this token; start a new one with a new token.')
}

/**
 * A token that was not made here. 403 rather than 401 because Direct Line clients give up a token on 403 and ask their
 * page for another; on 401 they try the same one for ever.
 */
export function invalidToken(): HttpError {
  return new HttpError(403, 'InvalidToken', 'The token is not valid here; get one from POST /directline/token.')
}

export function tokenExpired(): HttpError {
  return new HttpError(403, 'TokenExpired', 'The token has expired; get a new one from POST /directline/token.')
}
