import pTimeout, { TimeoutError } from 'p-timeout'
import { KnowledgeError } from '../../../knowledge/errors.js'
import type { NextStep } from '../../../knowledge/words/next-steps.js'

/** Azure Bot Service stops waiting for a turn after this time. */
export const LONGEST_DELIVERY_MS = 15_000

/** A reply could not be delivered to its channel. */
export class Undelivered extends KnowledgeError {
  override readonly name = 'Undelivered'

  constructor(
    /** safe to log: contains no words of a citizen or of the reply */
    readonly reason: string,
    /** whether the channel itself answered with an error */
    readonly answered: boolean,
    serviceUrl: string,
    next: NextStep,
    cause: unknown,
  ) {
    super('CHANNEL_UNREACHABLE', { host: hostOf(serviceUrl), reason }, next, { cause })
  }
}

/**
 * Waits for a delivery up to the limit. Where a firewall drops the packets, it would wait for ever.
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
  /** of an HTTP response */
  readonly statusCode?: unknown
  /** of Microsoft's login, e.g. `invalid_client`, with its number in the message */
  readonly errorCode?: unknown
  readonly errorMessage?: unknown
}

function undelivered(error: unknown, serviceUrl: string): Undelivered {
  const { statusCode, errorCode, errorMessage } = (error ?? {}) as Failure
  if (typeof errorCode === 'string' && /client|AADSTS/.test(`${errorCode} ${errorMessage}`)) {
    const [number = ''] = /AADSTS\d+/.exec(String(errorMessage)) ?? []
    return new Undelivered(`${errorCode} ${number}`.trim(), false, serviceUrl, { do: 'renew-bot-secret' }, error)
  }
  if (statusCode === 401 || statusCode === 403) {
    return new Undelivered(`HTTP ${statusCode}`, true, serviceUrl, { do: 'check-bot-registration' }, error)
  }
  if (typeof statusCode === 'number') {
    return new Undelivered(`HTTP ${statusCode}`, true, serviceUrl, { do: 'wait-for-channel' }, error)
  }
  const reason = error instanceof TimeoutError ? error.message : reasonOf(error)
  return new Undelivered(reason, false, serviceUrl, { do: 'reach-channel', host: hostOf(serviceUrl) }, error)
}

/** The network's error code, e.g. `ENOTFOUND`, or the name of the error. Never its message, which could quote a citizen. */
export function reasonOf(error: unknown): string {
  const { code, name } = (error ?? {}) as { readonly code?: unknown; readonly name?: unknown }
  return String(code ?? name ?? typeof error)
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).host : null
}
