import type { ActivityHandler, TurnContext } from 'botbuilder'
import botbuilder from 'botbuilder'
import type { Chat } from '../chat.js'
import { failureFields } from '../http/failure-fields.js'
import { type AssistantHandlerOptions, createAssistantHandler } from './assistant-handler.js'
import { ConversationStorage } from './conversation-storage.js'
import { recordLeftOpen } from './outcome/ignored-clarification.js'
import { createTurnErrorHandler } from './turn-error.js'

/** The bot as every channel needs it. */
export interface PublicBot {
  readonly handler: ActivityHandler
  /** For every adapter: apologises in the citizen's language. Never rejects. */
  readonly onTurnError: (context: TurnContext, error: unknown) => Promise<void>
  /** Forgets all conversations, and resolves once the questions that were still open are recorded. Turns must have ended before. */
  close(): Promise<void>
}

/** How many conversations are kept, and how long an idle one. */
export const CONVERSATION_BOUNDS = { mostConversations: 10_000, idleMs: 60 * 60 * 1_000 }

/** How often idle conversations are looked for, in milliseconds. */
const SWEEP_EVERY_MS = 60 * 1_000

/** The bot with its conversations kept in this process's memory. */
export function createPublicBot(options: Omit<AssistantHandlerOptions, 'state'>): PublicBot {
  const { clock, unanswered, logger } = options
  const recording = new Set<Promise<void>>()
  const storage = new ConversationStorage({
    clock,
    ...CONVERSATION_BOUNDS,
    onForgotten(state) {
      const pending = (state as { readonly chat?: Chat }).chat?.pending ?? null
      if (pending === null) return
      const recorded = recordLeftOpen(unanswered, pending, clock.now())
        .catch((error) => logger.error(failureFields(error), 'an unanswered question was not recorded'))
        .finally(() => recording.delete(recorded))
      recording.add(recorded)
    },
  })
  const sweeping = setInterval(() => storage.forgetIdle(), SWEEP_EVERY_MS).unref()
  const all = { ...options, state: new botbuilder.ConversationState(storage) }
  return {
    handler: createAssistantHandler(all),
    onTurnError: createTurnErrorHandler(all),
    async close() {
      clearInterval(sweeping)
      storage.forgetAll()
      await Promise.all(recording)
    },
  }
}
