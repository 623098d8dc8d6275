import type { IncomingMessage, ServerResponse } from 'node:http'
import type { InvokeResponse, TurnContext } from 'botbuilder'
import botbuilder from 'botbuilder'
import type { Server } from 'restify'
import type { Logger } from '../../../knowledge/ports.js'
import { clientAddresses } from '../../http/client-address.js'
import { failureFields } from '../../http/defect.js'
import { DirectLineError } from '../../http/http-error.js'
import { type Problem, sendProblem } from '../../http/problem.js'
import { readJson } from '../../http/request-body.js'
import { ConversationLines } from '../turn-lines.js'
import { readChannelActivity } from './activity.js'
import { Admissions } from './admissions.js'
import { LONGEST_DELIVERY_MS, Undelivered } from './delivery.js'
import { createTokenTrouble } from './token-trouble.js'
import { TurnAdapter } from './turn-adapter.js'

export interface BotFrameworkOptions {
  /** of the Azure Bot registration; null = none, and only clients on this machine are served */
  readonly appId: string | null
  readonly appType: 'MultiTenant' | 'SingleTenant' | 'UserAssignedMSI'
  readonly tenantId: string | null
  /** the registration's secret; a managed identity has none */
  readonly password: string | null
  /** Azure Government instead of public Azure */
  readonly government: boolean
  /** the bot; botbuilder's ActivityHandler is one */
  readonly handler: { run(context: TurnContext): Promise<void> }
  readonly onTurnError: (context: TurnContext, error: unknown) => Promise<void>
  readonly bodyBytes: number
  readonly logger: Logger
  /** how long a token may take to be checked, in milliseconds; 10,000 when absent */
  readonly longestCheckMs?: number
  /** how long a reply may take to be delivered, in milliseconds; 15,000 when absent */
  readonly longestDeliveryMs?: number
}

export interface BotFramework {
  /** Sends to conversations without waiting for their users: `continueConversationAsync`. */
  readonly adapter: botbuilder.CloudAdapter
  /** Adds `POST /api/messages`, which reads its own body. */
  mount(server: Server): void
  /** Lets the turns under way finish. */
  close(): Promise<void>
}

const GOVERNMENT_CHANNEL_SERVICE = 'https://botframework.azure.us'
const MOST_DEPTH = 64
const LONGEST_WAIT_MS = 15_000
/** Azure Bot Service itself waits for 15 seconds. */
const LONGEST_CHECK_MS = 10_000
const MOST_CHECKS = 100

/** The way in for Azure Bot Service and its channels, and, without a registration, for tools on this machine. */
export function createBotFramework(options: BotFrameworkOptions): BotFramework {
  const { logger, handler, bodyBytes } = options
  const adapter = new TurnAdapter(authentication(options), logger, options.longestDeliveryMs ?? LONGEST_DELIVERY_MS)
  adapter.onTurnError = async (context, error) => {
    // Whom nothing reaches cannot be told so.
    if (error instanceof Undelivered && !error.answered) return
    await options.onTurnError(context, error)
  }
  const lines = new ConversationLines(LONGEST_WAIT_MS)
  const { isLocal } = clientAddresses([])
  const local = options.appId === null
  const admissions = new Admissions(options.longestCheckMs ?? LONGEST_CHECK_MS, MOST_CHECKS)
  const trouble = createTokenTrouble(logger, options.government)

  async function receive(request: IncomingMessage): Promise<InvokeResponse | undefined> {
    if (local && !isLocal(request)) throw new Refusal(LOCAL_ONLY)
    if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) throw new Refusal(NOT_JSON)
    const activity = readChannelActivity(await readJson(request, bodyBytes, MOST_DEPTH), local)
    if ('problem' in activity) throw new Refusal(badActivity(activity.problem))
    let admitted = false
    try {
      return await admissions.run((letIn) =>
        adapter.receive(request.headers.authorization ?? '', activity, (context) => {
          admitted = true
          letIn()
          trouble.over()
          return lines.run(`${activity.channelId}/${activity.conversation.id}`, () => handler.run(context))
        }),
      )
    } catch (error) {
      if (admitted) throw error
      const problem = notAdmitted(error)
      if (problem === UNAUTHORIZED) trouble.refused()
      else trouble.unchecked(error)
      throw new Refusal(problem)
    }
  }

  return {
    adapter,
    mount(server) {
      server.post('/api/messages', async (request, response) => {
        try {
          sendResult(response, await receive(request))
        } catch (error) {
          const problem = problemOf(error)
          if (problem.status >= 500 && !(error instanceof Refusal))
            logger.error(failureFields(error), 'a Bot Framework activity failed')
          if (!response.headersSent) sendProblem(response, problem)
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
  return new botbuilder.ConfigurationBotFrameworkAuthentication(
    { ...registration, ...(government ? { ChannelService: GOVERNMENT_CHANNEL_SERVICE } : {}) },
    new botbuilder.ConfigurationServiceClientCredentialFactory(registration),
  )
}

/** A request that is not served, with what its sender is told. */
class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message)
  }
}

const LOCAL_ONLY: Problem = {
  status: 401,
  code: 'NoCredentials',
  message:
    'This server has no Azure Bot registration and serves clients on its own machine only; its operator can set MICROSOFT_APP_ID, MICROSOFT_APP_TYPE, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID.',
}

const NOT_JSON: Problem = {
  status: 415,
  code: 'UnsupportedMediaType',
  message: 'Send the activity as application/json.',
}

function badActivity(found: string): Problem {
  return { status: 400, code: 'BadActivity', message: `The activity cannot be taken: ${found}.` }
}

/** Why the adapter did not let a request in: its token, or our having no way to check it. */
function notAdmitted(error: unknown): Problem {
  const { statusCode, name } = (error ?? {}) as { readonly statusCode?: unknown; readonly name?: unknown }
  const tokenFault = typeof name === 'string' && /^(JsonWebToken|TokenExpired|NotBefore|Syntax)Error$/.test(name)
  return statusCode === 401 || statusCode === 403 || tokenFault ? UNAUTHORIZED : CANNOT_CHECK
}

const UNAUTHORIZED: Problem = {
  status: 401,
  code: 'Unauthorized',
  message: 'The token does not come from Azure Bot Service for this bot; check MICROSOFT_APP_ID, its type and tenant.',
}

const CANNOT_CHECK: Problem = {
  status: 503,
  code: 'CannotAuthenticate',
  message: 'The token could not be checked just now; try again in a moment.',
  headers: { 'Retry-After': '5' },
}

function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) return error.problem
  if (error instanceof DirectLineError) return { status: error.status, code: error.code, message: error.message }
  return { status: 500, code: 'InternalError', message: 'Something went wrong on our side; try again in a moment.' }
}

function sendResult(response: ServerResponse, result: InvokeResponse | undefined): void {
  const body = result?.body === undefined ? '' : JSON.stringify(result.body)
  response.writeHead(result?.status ?? 200, {
    'Content-Length': Buffer.byteLength(body),
    ...(body === '' ? {} : { 'Content-Type': 'application/json' }),
  })
  response.end(body)
}
