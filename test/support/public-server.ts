import type { Server } from 'restify'
import { type BotFrameworkOptions, createBotFramework } from '../../bot/channels/bot-framework/bot-framework.js'
import { createDirectLine, type DirectLineOptions } from '../../bot/channels/direct-line/direct-line-channel.js'
import { createChatPage } from '../../bot/chat-page/chat-page.js'
import { DEFAULT_LIMITS, type Limits } from '../../bot/http/limits.js'
import type { Mountable } from '../../bot/http/mountable.js'
import { loadLocales } from '../../bot/locale.js'
import { createBotMetrics } from '../../bot/metrics.js'
import type { Contact } from '../../bot/reply/contact.js'
import { createPublicServer, type PublicServerOptions } from '../../bot/server.js'
import type { Logger } from '../../knowledge/ports.js'
import { createEchoBot } from './echo-bot.js'

export const CONTACT: Contact = {
  institution: 'Office of <Tests> & "Trials"',
  phone: '900 000 123',
  email: 'people@office.example',
  hours: '9:00–14:00',
  page: 'https://office.example/contact',
  emergency: null,
}

export interface RunningServer {
  readonly url: string
  readonly log: readonly { readonly level: string; readonly message: string }[]
  stop(): Promise<void>
}

export interface TestServerOptions extends Partial<Omit<PublicServerOptions, 'limits'>> {
  readonly limits?: Partial<Limits>
  readonly embedOrigins?: readonly string[]
  readonly contact?: Contact
  readonly botFramework?: Partial<BotFrameworkOptions>
  readonly directLine?: Partial<DirectLineOptions>
}

/** The whole public server on a free port: the real Direct Line channel (by default with an echo bot) and the chat page. */
export async function startPublicServer(options: TestServerOptions = {}): Promise<RunningServer> {
  const log: { level: string; message: string }[] = []
  const line = (level: string) => (_fields: unknown, message: string) => {
    log.push({ level, message })
  }
  const logger: Logger = { debug: line('debug'), info: line('info'), warn: line('warn'), error: line('error') }
  const {
    limits,
    embedOrigins,
    contact = CONTACT,
    directLine: directLineOptions,
    botFramework: botOptions,
    ...rest
  } = options
  const directLine = createDirectLine({
    handler: createEchoBot(),
    tokenKey: new TextEncoder().encode('a test key of more than thirty-two bytes'),
    directLineSecret: null,
    allowedOrigins: [],
    clock: { now: () => new Date() },
    logger,
    onTurnError: async () => {},
    ...directLineOptions,
    limits: { closeGraceMs: 500, ...directLineOptions?.limits },
  })
  const botFramework = createBotFramework({
    handler: createEchoBot(),
    onTurnError: async () => {},
    appId: null,
    appType: 'MultiTenant',
    tenantId: null,
    password: null,
    government: false,
    replyUrls: [],
    bodyBytes: DEFAULT_LIMITS.bodyBytes,
    logger,
    ...botOptions,
  })
  const page = createChatPage({
    contact,
    retentionDays: 180,
    embedOrigins: embedOrigins ?? [],
    locales: loadLocales(),
  })
  const server = createPublicServer({
    port: 0,
    host: '127.0.0.1',
    channels: [directLine, botFramework, page],
    ready: () => ({ ready: true, version: 'kb-000007' }),
    metrics: createBotMetrics(() => directLine.stats().conversations),
    metricsReaders: 'local',
    trustedProxies: [],
    stopGraceMs: 3_000,
    logger,
    limits: { ...DEFAULT_LIMITS, ...limits },
    ...rest,
  })
  return { url: await server.start(), log, stop: () => server.stop() }
}

/** A route for a test. */
export function route(path: string, work: () => Promise<unknown>): Mountable {
  return {
    mount(server: Server) {
      server.get(path, async (_request, response) => {
        response.json(200, await work())
      })
    },
  }
}
