import { randomBytes } from 'node:crypto'
import { createBotFramework } from '../../bot/channels/bot-framework/bot-framework.js'
import { createDirectLine } from '../../bot/channels/direct-line/direct-line-channel.js'
import { createChatPage } from '../../bot/chat-page/chat-page.js'
import type { Limits } from '../../bot/http/limits.js'
import { loadLocales } from '../../bot/locale.js'
import { createBotMetrics } from '../../bot/metrics.js'
import { createPublicServer } from '../../bot/server.js'
import { createPublicBot } from '../../bot/turn/public-bot.js'
import type { Logger } from '../../knowledge/ports.js'
import type { LostLock } from '../../knowledge/store/lock.js'
import { type Serving, startServing } from '../../knowledge/version/serving.js'
import type { Installation } from '../../training/installation.js'
import { type LoadedVersion, loadVersion } from '../../training/loaded-version.js'
import { openRecords, type Records } from '../../training/records.js'
import type { Config } from '../settings/config.js'
import { contactOf } from '../settings/institution.js'
import type { SettingValues } from '../settings/settings.js'
import { keepWithinRetention } from './retention.js'
import { startTrials, type Trials } from './start-trials.js'

/** A running server. */
export interface Running {
  /** e.g. `http://127.0.0.1:3978` */
  readonly url: string
  /** Waits for turns under way, then closes everything. */
  stop(): Promise<void>
}

/** Why health checks send new clients elsewhere; the server still answers those that it has. */
const LOSSES: Readonly<Record<LostLock, string>> = {
  'taken-over': 'another server works on this data folder',
  removed: 'a folder of the data folder was removed',
  lapsed: 'the data folder was not locked in time; this server tries again',
}

/** How long a stop waits for turns under way. */
const STOP_GRACE_MS = 5_000

/**
 * Starts everything from the data folder to the port. It opens the records first, which locks the data folder against a second server.
 *
 * @throws {KnowledgeError} DATA_FOLDER_BUSY, NO_CHAMPION, PORT_IN_USE, or the error with which the champion cannot be opened
 */
export async function startAnswering(config: Config, installation: Installation): Promise<Running> {
  const { store, clock, logger, opening } = installation
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const close of undo.splice(0).reverse()) await close()
  }
  try {
    const records = await openRecords(installation)
    undo.push(records.close)
    undo.push(
      await keepWithinRetention({ store, logs: records.logs, days: config.values.RETENTION_DAYS, clock, logger }),
    )
    const serving = await startServing<LoadedVersion>({
      store,
      open: (id) => loadVersion(store, id, opening),
      close: (version) => version.close(),
      logger,
    })
    undo.push(serving.stop)
    const trials = await startTrials(installation, serving, records)
    undo.push(trials.stop)
    const server = createServer(config, installation, records, serving, trials)
    const url = await server.start()
    undo.push(server.stop)
    return { url, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function createServer(
  { values }: Config,
  { clock, logger }: Installation,
  records: Records,
  serving: Serving<LoadedVersion>,
  trials: Trials,
) {
  const limits = limitsOf(values)
  const locales = loadLocales(values.DEFAULT_LANGUAGE)
  const metrics = createBotMetrics(() => directLine.stats().conversations)
  trials.metrics.showIn(metrics.registry)
  const bot = createPublicBot({
    assistant: trials.assistants,
    unanswered: metrics.countUnanswered(records.unanswered),
    turns: metrics.countTurns(trials.countTurns(records.turns)),
    feedback: metrics.countFeedback(trials.countFeedback(records.feedback)),
    locales,
    contact: contactOf(values),
    linkBase: values.LINK_BASE,
    clock,
    logger,
  })
  const directLine = createDirectLine({
    ...bot,
    tokenKey: tokenKeyOf(values, logger),
    directLineSecret: values.DIRECT_LINE_SECRET,
    allowedOrigins: values.ALLOWED_ORIGINS,
    clock,
    logger,
    limits: { bodyBytes: limits.bodyBytes, uploadBytes: limits.uploadBytes },
  })
  const botFramework = createBotFramework({
    ...bot,
    appId: values.MICROSOFT_APP_ID,
    appType: values.MICROSOFT_APP_TYPE,
    tenantId: values.MICROSOFT_APP_TENANT_ID,
    password: values.MICROSOFT_APP_PASSWORD,
    replyUrls: values.BOT_FRAMEWORK_REPLY_URLS,
    government: values.MICROSOFT_GOVERNMENT_CLOUD,
    bodyBytes: limits.bodyBytes,
    logger,
  })
  const chatPage = createChatPage({
    contact: contactOf(values),
    retentionDays: values.RETENTION_DAYS,
    embedOrigins: values.EMBED_ORIGINS,
    locales,
  })
  const server = createPublicServer({
    port: values.PORT,
    host: values.HOST,
    channels: [directLine, botFramework, chatPage],
    ready() {
      const loss = records.loss()
      return loss === null ? { ready: true, version: serving.current().id } : { ready: false, reason: LOSSES[loss] }
    },
    metrics,
    metricsReaders: values.METRICS_READERS,
    limits,
    trustedProxies: values.TRUSTED_PROXIES,
    stopGraceMs: STOP_GRACE_MS,
    logger,
  })
  return {
    start: server.start,
    async stop() {
      await server.stop()
      await bot.close()
    },
  }
}

function limitsOf(values: SettingValues): Limits {
  return {
    bodyBytes: values.LIMIT_BODY_BYTES,
    uploadBytes: values.LIMIT_UPLOAD_BYTES,
    requestsPerAddressPerMinute: values.LIMIT_REQUESTS_PER_ADDRESS_PER_MINUTE,
    conversationsPerAddressPerMinute: values.LIMIT_CONVERSATIONS_PER_ADDRESS_PER_MINUTE,
    messagesPerConversationPerMinute: values.LIMIT_MESSAGES_PER_CONVERSATION_PER_MINUTE,
    waitingMessagesPerConversation: values.LIMIT_WAITING_MESSAGES_PER_CONVERSATION,
    connectionsPerAddress: values.LIMIT_CONNECTIONS_PER_ADDRESS,
    connections: values.LIMIT_CONNECTIONS,
  }
}

/** The configured key, or a random one. With a random key chats do not survive a restart, so the log says it. */
function tokenKeyOf({ DIRECT_LINE_TOKEN_KEY: key }: SettingValues, logger: Logger): Uint8Array {
  if (key !== null) return new TextEncoder().encode(key)
  logger.info({}, 'DIRECT_LINE_TOKEN_KEY is not set: open chats will start anew after a restart')
  return randomBytes(48)
}
