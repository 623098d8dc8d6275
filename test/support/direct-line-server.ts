import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import restify from 'restify'
import {
  createDirectLine,
  type DirectLineChannel,
  type DirectLineOptions,
} from '../../bot/channels/direct-line/direct-line-channel.js'
import type { Clock, Logger } from '../../knowledge/ports.js'
import { createEchoBot, type EchoBot } from './echo-bot.js'

export const TOKEN_KEY = new TextEncoder().encode('a test key of more than thirty-two bytes')

/** A running clock that can be set forward. */
export interface MovableClock extends Clock {
  forward(ms: number): void
}

export interface LogLine {
  readonly level: keyof Logger
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

export interface DirectLineServer {
  readonly url: string
  readonly port: number
  readonly channel: DirectLineChannel
  readonly bot: EchoBot
  readonly clock: MovableClock
  readonly log: readonly LogLine[]
  /** Cuts every WebSocket without a close message, like a network failure. */
  cutSockets(): void
  stop(): Promise<void>
}

/** A restify server with only the channel and the echo bot, on a free port or on `port`. */
export async function startDirectLineServer(
  options: Partial<DirectLineOptions> & { readonly port?: number } = {},
): Promise<DirectLineServer> {
  const bot = createEchoBot()
  const clock = movableClock()
  const log: LogLine[] = []
  const channel = createDirectLine({
    handler: bot,
    tokenKey: TOKEN_KEY,
    directLineSecret: null,
    allowedOrigins: [],
    clock,
    logger: recordingLogger(log),
    onTurnError: async (context) => {
      await context.sendActivity('sorry')
    },
    ...options,
    limits: { closeGraceMs: 200, ...options.limits },
  })
  const server = restify.createServer()
  channel.mount(server)
  const upgraded = new Set<Duplex>()
  server.server.on('upgrade', (_request, socket: Duplex) => upgraded.add(socket))
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    channel,
    bot,
    clock,
    log,
    cutSockets() {
      for (const socket of upgraded) socket.destroy()
    },
    async stop() {
      await channel.close()
      server.server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function movableClock(): MovableClock {
  let ahead = 0
  return {
    now: () => new Date(Date.now() + ahead),
    forward(ms) {
      ahead += ms
    },
  }
}

function recordingLogger(log: LogLine[]): Logger {
  const at = (level: keyof Logger) => (fields: Readonly<Record<string, unknown>>, message: string) => {
    log.push({ level, fields, message })
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
