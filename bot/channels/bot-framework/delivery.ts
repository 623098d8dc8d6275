import pTimeout, { TimeoutError } from 'p-timeout'
import { type ErrorCode, KnowledgeError } from '../../../knowledge/errors.js'

/** Azure Bot Service waits no longer for the end of a turn. */
export const LONGEST_DELIVERY_MS = 15_000

/** A reply that its channel did not take. */
export class Undelivered extends KnowledgeError {
  override readonly name = 'Undelivered'

  constructor(
    /** what a log may hold: no word of a citizen or of the reply */
    readonly reason: string,
    /** whether the channel said so itself */
    readonly answered: boolean,
    serviceUrl: string,
    hint: string,
    cause: unknown,
  ) {
    const code: ErrorCode = 'CHANNEL_UNREACHABLE'
    super(code, `a reply was not taken at ${hostOf(serviceUrl)} (${reason})`, hint, { cause })
  }
}

/**
 * Waits for a delivery, but not longer than the limit: where a firewall drops what is sent it would last for ever.
 *
 * @throws {Undelivered}
 */
export async function delivered<T>(delivery: Promise<T>, serviceUrl: string, longestMs: number): Promise<T> {
  try {
    return await pTimeout(delivery, { milliseconds: longestMs, message: `no answer after ${longestMs} ms` })
  } catch (error) {
    throw undelivered(error, serviceUrl)
  }
}

interface Failure {
  /** of an HTTP answer */
  readonly statusCode?: unknown
  /** of Microsoft's login, e.g. `invalid_client`, with its number in the message */
  readonly errorCode?: unknown
  readonly errorMessage?: unknown
}

function undelivered(error: unknown, serviceUrl: string): Undelivered {
  const { statusCode, errorCode, errorMessage } = (error ?? {}) as Failure
  if (typeof errorCode === 'string' && /client|AADSTS/.test(`${errorCode} ${errorMessage}`)) {
    const [number = ''] = /AADSTS\d+/.exec(String(errorMessage)) ?? []
    const hint =
      'Microsoft’s login refuses this bot: renew its secret, which expires, as MICROSOFT_APP_PASSWORD, and check MICROSOFT_APP_ID, its type and tenant'
    return new Undelivered(`${errorCode} ${number}`.trim(), false, serviceUrl, hint, error)
  }
  if (statusCode === 401 || statusCode === 403) {
    const hint = 'the channel refuses this bot: check MICROSOFT_APP_ID, its type and tenant'
    return new Undelivered(`HTTP ${statusCode}`, true, serviceUrl, hint, error)
  }
  if (typeof statusCode === 'number') {
    const hint = 'the channel has trouble of its own, or the conversation is over'
    return new Undelivered(`HTTP ${statusCode}`, true, serviceUrl, hint, error)
  }
  const reason = error instanceof TimeoutError ? error.message : reasonOf(error)
  const hint = `let this machine reach ${hostOf(serviceUrl)} and, with an Azure Bot registration, Microsoft’s login`
  return new Undelivered(reason, false, serviceUrl, hint, error)
}

/** What the network said, e.g. `ENOTFOUND`, else what kind of failure it was: its words could quote a citizen. */
export function reasonOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  return String(code ?? name ?? typeof error)
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'its channel'
}
