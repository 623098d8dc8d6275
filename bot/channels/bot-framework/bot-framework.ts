import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Activity, InvokeResponse, TurnContext } from 'botbuilder'
import botbuilder from 'botbuilder'
import type { Server } from 'restify'
import type { Logger } from '../../../knowledge/ports.js'
import { failureFields } from '../../http/failure-fields.js'
import { HttpError, problemOf } from '../../http/http-error.js'
import { isLocalRequest } from '../../http/local-request.js'
import { sendProblem } from '../../http/problem.js'
import { readJson } from '../../http/request-body.js'
import { conversationKey } from '../conversation-key.js'
import { TurnLines } from '../turn-lines.js'
import { Admissions } from './admissions.js'
import { readChannelActivity } from './channel-activity.js'
import { LONGEST_DELIVERY_MS, Undelivered } from './delivery.js'
import { ClientKeepingAuthentication } from './kept-clients.js'
import { createTokenTrouble } from './token-trouble.js'
import { TurnAdapter } from './turn-adapter.js'

export interface BotFrameworkOptions {
  /** of the Azure Bot registration; null = no registration, and only clients on this machine are served */
  readonly appId: string | null
  readonly appType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI'
  readonly tenantId: string | null
  /** the registration's secret; a managed identity has none */
  readonly password: string | null
  /** where replies may be sent without a registration, beside the response: addresses without a slash at the end */
  readonly replyUrls: readonly string[]
  /** Azure Government instead of public Azure */
  readonly government: boolean
  /** the bot; botbuilder's ActivityHandler is one */
  readonly handler: { run(context: TurnContext): Promise<void> }
  readonly onTurnError: (context: TurnContext, error: unknown) => Promise<void>
  readonly bodyBytes: number
  readonly logger: Logger
  /** timeout for checking a token, in milliseconds; 10,000 when absent */
  readonly longestCheckMs?: number
  /** timeout for delivering a reply, in milliseconds; 15,000 when absent */
  readonly longestDeliveryMs?: number
}

export interface BotFramework {
  /** Sends to conversations without waiting for their users: `continueConversationAsync`. */
  readonly adapter: botbuilder.CloudAdapter
  /** Adds `POST /api/messages`, which reads its own body. */
  mount(server: Server): void
  /** Waits for the turns under way. */
  close(): Promise<void>
}

const GOVERNMENT_CHANNEL_SERVICE = 'https://botframework.azure.us'
/** The error code that the sender gets for an unexpected failure. */
const DEFECT_CODE = 'InternalError'
const MOST_DEPTH = 64
/** Azure Bot Service stops waiting for a turn after this time. */
const TURN_MS = 15_000
/** Less than the 15 seconds that Azure Bot Service waits. */
const LONGEST_CHECK_MS = 10_000
const MOST_CHECKS = 100

/** The endpoint for Azure Bot Service and its channels. Without a registration it serves only tools on this machine. */
export function createBotFramework(options: BotFrameworkOptions): BotFramework {
  const { logger, handler, bodyBytes } = options
  const adapter = new TurnAdapter(authentication(options), logger, options.longestDeliveryMs ?? LONGEST_DELIVERY_MS)
  adapter.onTurnError = async (context, error) => {
    // The channel could not be reached, so an error message would not arrive either.
    if (error instanceof Undelivered && !error.answered) return
    await options.onTurnError(context, error)
  }
  const lines = new TurnLines({
    turnMs: TURN_MS,
    onOverdue: () => logger.error({}, 'a bot turn takes too long; the next one begins'),
  })
  const local = options.appId === null
  const admissions = new Admissions(options.longestCheckMs ?? LONGEST_CHECK_MS, MOST_CHECKS)
  const trouble = createTokenTrouble(logger, options.government)

  async function receive(request: IncomingMessage): Promise<InvokeResponse | undefined> {
    if (local && !isLocalRequest(request)) throw localOnly()
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw notJson()
    const body = await readJson(request, bodyBytes, MOST_DEPTH)
    const activity = readChannelActivity(body, local ? options.replyUrls : null)
    if ('problem' in activity) throw badActivity(activity.problem)
    let admitted = false
    try {
      const result = await admissions.run((letIn) =>
        adapter.receive(request.headers.authorization ?? '', activity, (context) => {
          admitted = true
          letIn()
          trouble.over()
          return lines.run(conversationKey(activity), () => handler.run(context))
        }),
      )
      return result === undefined ? undefined : withServiceUrl(result, (body as Activity).serviceUrl)
    } catch (error) {
      if (admitted) throw error
      if (isTokenFault(error)) {
        trouble.refused()
        throw unauthorized()
      }
      trouble.unchecked(error)
      throw cannotCheck()
    }
  }

  return {
    adapter,
    mount(server) {
      server.post('/api/messages', async (request, response) => {
        try {
          sendResult(response, await receive(request))
        } catch (error) {
          if (!(error instanceof HttpError)) logger.error(failureFields(error), 'a Bot Framework activity failed')
          if (!response.headersSent) sendProblem(response, problemOf(error, DEFECT_CODE))
        }
      })
    },
    close: () => lines.idle(),
  }
}

function authentication({ appId, appType, tenantId, password, government }: BotFrameworkOptions) {
  const registration =
    appId === null
      ? {}
      : {
          MicrosoftAppId: appId,
          MicrosoftAppType: appType,
          ...(tenantId === null ? {} : { MicrosoftAppTenantId: tenantId }),
          ...(password === null || appType === 'UserAssignedMSI' ? {} : { MicrosoftAppPassword: password }),
        }
  return new ClientKeepingAuthentication(
    { ...registration, ...(government ? { ChannelService: GOVERNMENT_CHANNEL_SERVICE } : {}) },
    new botbuilder.ConfigurationServiceClientCredentialFactory(registration),
  )
}

function localOnly(): HttpError {
  return new HttpError(
    401,
    'NoCredentials',
    'This server has no Azure Bot registration and serves clients on its own machine only, at localhost and past no proxy; its operator can set MICROSOFT_APP_ID, MICROSOFT_APP_TYPE, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID.',
  )
}

function notJson(): HttpError {
  return new HttpError(415, 'UnsupportedMediaType', 'Send the activity as application/json.')
}

function badActivity(found: string): HttpError {
  return new HttpError(400, 'BadActivity', `The activity is not valid: ${found}.`)
}

/** Whether the adapter rejected the token; otherwise the token could not be checked. */
function isTokenFault(error: unknown): boolean {
  const { statusCode, name } = (error ?? {}) as { readonly statusCode?: unknown; readonly name?: unknown }
  if (statusCode === 401 || statusCode === 403) return true
  return typeof name === 'string' && /^(JsonWebToken|TokenExpired|NotBefore|Syntax)Error$/.test(name)
}

function unauthorized(): HttpError {
  return new HttpError(
    401,
    'Unauthorized',
    'The token does not come from Azure Bot Service for this bot; check MICROSOFT_APP_ID, its type and tenant.',
  )
}

function cannotCheck(): HttpError {
  return new HttpError(503, 'CannotAuthenticate', 'The token could not be checked just now; try again in a moment.', {
    'Retry-After': '5',
  })
}

/** Replies in the response carry the address that the message had, although nothing is sent to it. */
function withServiceUrl(result: InvokeResponse, serviceUrl: string): InvokeResponse {
  const { activities } = (result.body ?? {}) as { readonly activities?: readonly Partial<Activity>[] }
  if (!Array.isArray(activities)) return result
  return { ...result, body: { ...result.body, activities: activities.map((reply) => ({ ...reply, serviceUrl })) } }
}

function sendResult(response: ServerResponse, result: InvokeResponse | undefined): void {
  const body = result?.body === undefined ? '' : JSON.stringify(result.body)
  response.writeHead(result?.status ?? 200, {
    'Content-Length': Buffer.byteLength(body),
    ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
  })
  response.end(body)
}
