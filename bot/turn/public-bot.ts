import type { ActivityHandler, TurnContext } from 'botbuilder'
import botbuilder from 'botbuilder'
import { type AssistantHandlerOptions, createAssistantHandler } from './assistant-handler.js'
import { ConversationStorage } from './conversation-storage.js'
import { createTurnErrorHandler } from './turn-error.js'

/** The bot as every channel needs it. */
export interface PublicBot {
  readonly handler: ActivityHandler
  /** For every adapter: apologises in the citizen's language. Never rejects. */
  readonly onTurnError: (context: TurnContext, error: unknown) => Promise<void>
}

/** How many conversations are kept, and how long an idle one. */
export const CONVERSATION_BOUNDS = { mostConversations: 10_000, idleMs: 60 * 60 * 1_000 }

/** The bot with its conversations kept in this process's memory. */
export function createPublicBot(options: Omit<AssistantHandlerOptions, 'state'>): PublicBot {
  const storage = new ConversationStorage({ clock: options.clock, ...CONVERSATION_BOUNDS })
  const all = { ...options, state: new botbuilder.ConversationState(storage) }
  return { handler: createAssistantHandler(all), onTurnError: createTurnErrorHandler(all) }
}
