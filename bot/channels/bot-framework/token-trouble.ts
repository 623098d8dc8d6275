import type { ErrorCode } from '../../../knowledge/errors.js'
import type { Logger } from '../../../knowledge/ports.js'
import { reasonOf } from './delivery.js'

/** Tells the operator why messages of Azure Bot Service do not come in. */
export interface TokenTrouble {
  /** A token was looked at and refused. */
  refused(): void
  /** A token could not be looked at. */
  unchecked(error: unknown): void
  /** A request was let in. */
  over(): void
}

const UNREACHABLE: ErrorCode = 'CHANNEL_UNREACHABLE'

/** Each trouble is told of once until a request is let in: anybody can send requests without end. */
export function createTokenTrouble(logger: Logger, government: boolean): TokenTrouble {
  const host = government ? 'login.botframework.azure.us' : 'login.botframework.com'
  let refusal = false
  let outage = false
  return {
    refused() {
      if (refusal) return
      refusal = true
      const hint = 'where messages of your own bot do not come in: correct MICROSOFT_APP_ID, its type and tenant'
      logger.warn({ hint }, 'a request to /api/messages was refused for its token; of others like it nothing is said')
    },
    unchecked(error) {
      if (outage) return
      outage = true
      const hint = `let this machine reach https://${host}, which has the keys of Azure Bot Service`
      logger.error(
        { code: UNREACHABLE, reason: reasonOf(error), hint },
        'no message of Azure Bot Service can be checked, all are refused for now; the other channels go on',
      )
    },
    over() {
      if (outage) logger.info({}, 'messages of Azure Bot Service can be checked again')
      refusal = false
      outage = false
    },
  }
}
