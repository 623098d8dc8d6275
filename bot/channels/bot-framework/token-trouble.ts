import type { ErrorCode } from '../../../knowledge/errors.js'
import type { Logger } from '../../../knowledge/ports.js'
import { reasonOf } from './delivery.js'

/** Tells the operator why messages from Azure Bot Service do not arrive. */
export interface TokenTrouble {
  /** A token was checked and rejected. */
  refused(): void
  /** A token could not be checked. */
  unchecked(error: unknown): void
  /** A request was admitted. */
  over(): void
}

const UNREACHABLE: ErrorCode = 'CHANNEL_UNREACHABLE'

/** Logs each kind of trouble once until a request is admitted: anybody can send any number of requests. */
export function createTokenTrouble(logger: Logger, government: boolean): TokenTrouble {
  const host = government ? 'login.botframework.azure.us' : 'login.botframework.com'
  let refusal = false
  let outage = false
  return {
    refused() {
      if (refusal) return
      refusal = true
      const hint = 'if messages of your own bot do not arrive: correct MICROSOFT_APP_ID, its type and tenant'
      logger.warn({ hint }, 'a request to /api/messages was refused for its token; further ones like it are not logged')
    },
    unchecked(error) {
      if (outage) return
      outage = true
      const hint = `let this machine reach https://${host}, which has the keys of Azure Bot Service`
      logger.error(
        { code: UNREACHABLE, reason: reasonOf(error), hint },
        'messages from Azure Bot Service cannot be checked and are all refused for now; the other channels still work',
      )
    },
    over() {
      if (outage) logger.info({}, 'messages from Azure Bot Service can be checked again')
      refusal = false
      outage = false
    },
  }
}
