/** @typedef {{ token: string, conversationId: string, userId: string, started: boolean }} Session */

const KEY = 'ventanilla-session'

/** The session that this tab had before it was reloaded, or null. */
export function savedSession() {
  try {
    const saved = JSON.parse(sessionStorage.getItem(KEY) ?? 'null')
    const isWhole = saved !== null && typeof saved.token === 'string' && typeof saved.conversationId === 'string'
    return isWhole ? saved : null
  } catch {
    // Storage is blocked in some frames, or the value is not ours. The chat works without it, but cannot be resumed.
    return null
  }
}

/** @param {Session} session */
export function saveSession(session) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(session))
  } catch {
    // See above.
  }
}

/**
 * The saved session with a new token; a new session when none is saved or the server no longer knows it.
 *
 * @param {Session | null} saved
 * @param {string} locale
 * @returns {Promise<Session>}
 * @throws {SessionError} when the server asks to wait or answers with an error; fetch's own error when it cannot be reached
 */
export async function obtainSession(saved, locale) {
  if (saved !== null) {
    const response = await post('v3/directline/tokens/refresh', null, saved.token)
    if (response.ok) {
      const { token } = await response.json()
      return { ...saved, token }
    }
    if (response.status === 429 || response.status >= 500) throw new SessionError(response)
  }
  const response = await post('directline/token', { locale }, null)
  if (!response.ok) throw new SessionError(response)
  const { token, conversationId, userId } = await response.json()
  return { token, conversationId, userId, started: false }
}

export class SessionError extends Error {
  constructor(response) {
    super(`no session: HTTP ${response.status}`)
    this.retryAfterMs = Number(response.headers.get('Retry-After') ?? 0) * 1_000
  }
}

function post(path, body, token) {
  return fetch(new URL(path, document.baseURI), {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  })
}
