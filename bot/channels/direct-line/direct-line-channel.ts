import type { TurnContext } from 'botbuilder'
import type { Server } from 'restify'
import type { Clock, Logger } from '../../../knowledge/ports.js'
import { createOriginPolicy } from '../../http/origin-policy.js'
import { TurnLines } from '../turn-lines.js'
import { createActivityReader } from './activity-reader.js'
import { DirectLineAdapter } from './adapter.js'
import { ConversationStore } from './conversation-store.js'
import { DEFAULT_DIRECT_LINE_LIMITS, type DirectLineLimits } from './direct-line-limits.js'
import { FileStore } from './file-store.js'
import { Intake, type TurnHandler } from './intake.js'
import { addRoutes } from './routes.js'
import { Streams } from './stream.js'
import { createTokens, newGrant } from './tokens.js'
import { createUpgrade } from './upgrade.js'

export interface DirectLineOptions {
  /** the bot; botbuilder's ActivityHandler is one */
  readonly handler: TurnHandler
  /** at least 32 random bytes; with the same key after a restart, open pages keep their conversations */
  readonly tokenKey: Uint8Array
  /** with it the institution's own servers ask for tokens; null = no server may */
  readonly directLineSecret: string | null
  /** origins other than our own whose pages may call, in lower case, e.g. `https://www.institution.example` */
  readonly allowedOrigins: readonly string[]
  readonly clock: Clock
  readonly logger: Logger
  /** replaces single values of DEFAULT_DIRECT_LINE_LIMITS */
  readonly limits?: Partial<DirectLineLimits>
  /** apologises to the user when a turn fails */
  readonly onTurnError: (context: TurnContext, error: Error) => Promise<void>
}

export interface DirectLineStats {
  readonly conversations: number
  readonly sockets: number
  readonly files: number
}

/** A Direct Line 3.0 service for one bot, inside this process. */
export interface DirectLineChannel {
  /** Sends to conversations without waiting for their users: `continueConversationAsync`. */
  readonly adapter: DirectLineAdapter
  /**
   * Adds every route and the WebSocket stream to a server. The routes read request bodies themselves; no middleware may read them
   * first.
   */
  mount(server: Server): void
  stats(): DirectLineStats
  /** Refuses new requests with 503, waits for turns under way, closes sockets with 1001. */
  close(): Promise<void>
}

/** @throws KnowledgeError BAD_CONFIG when the token key is too short */
export function createDirectLine(options: DirectLineOptions): DirectLineChannel {
  const { handler, clock, logger } = options
  const limits = { ...DEFAULT_DIRECT_LINE_LIMITS, ...options.limits }
  const tokens = createTokens({
    key: options.tokenKey,
    clock,
    lifetimeSeconds: limits.tokenLifetimeSeconds,
    streamLifetimeSeconds: limits.streamTokenLifetimeSeconds,
  })
  const lines = new TurnLines({
    turnMs: limits.turnMs,
    onOverdue: (conversation) => logger.error({ conversation }, 'a bot turn takes too long; the next one begins'),
  })
  const store = new ConversationStore({ limits, lines, clock, logger })
  const files = new FileStore(clock, { bytes: limits.heldFileBytes, ms: limits.heldFileMs })
  const adapter = new DirectLineAdapter((id) => store.find(id), options.onTurnError)
  const intake = new Intake({ store, adapter, handler, lines, limits, logger })
  const streams = new Streams(limits, logger)
  const origins = createOriginPolicy(options.allowedOrigins, 'Direct Line')
  const sweep = setInterval(() => {
    store.sweep()
    files.sweep()
  }, limits.sweepMs)
  sweep.unref()

  return {
    adapter,
    mount(server) {
      addRoutes(server, {
        tokens,
        secret: options.directLineSecret,
        intake,
        isOver: (grant) => store.isOver(grant),
        newGrant: (locale, user) => newGrant(clock.now(), locale, user),
        readActivity: createActivityReader(limits),
        files,
        origins,
        limits,
        logger,
      })
      server.server.on('upgrade', createUpgrade({ tokens, intake, origins, streams, limits, logger }))
    },
    stats: () => ({ conversations: store.size, sockets: streams.size, files: files.size }),
    async close() {
      clearInterval(sweep)
      await intake.close()
      await streams.close()
    },
  }
}
