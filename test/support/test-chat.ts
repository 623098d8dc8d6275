import type { Activity, SuggestedActions } from 'botbuilder'
import botbuilder from 'botbuilder'
import { loadLocales } from '../../bot/locale.js'
import type { Assistant, FeedbackRecord, TurnRecord, UnansweredQuestion } from '../../bot/ports.js'
import { type AssistantHandlerOptions, createAssistantHandler } from '../../bot/turn/assistant-handler.js'
import { ConversationStorage } from '../../bot/turn/conversation-storage.js'
import { createTurnErrorHandler } from '../../bot/turn/turn-error.js'

export interface LogLine {
  readonly level: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly message: string
}

export interface TestChat {
  /** sends an activity and returns the bot's replies */
  send(activity: string | Partial<Activity>): Promise<readonly Partial<Activity>[]>
  readonly turns: TurnRecord[]
  readonly unanswered: UnansweredQuestion[]
  readonly votes: FeedbackRecord[]
  readonly log: LogLine[]
  readonly handlerOptions: AssistantHandlerOptions
}

export const CONTACT = {
  institution: 'Oficina de Prueba',
  phone: '900 111 222',
  email: 'ayuda@oficina.example',
  hours: '9:00–14:00',
  page: 'https://oficina.example/contacto',
  emergency: null,
} as const

/** One citizen's chat with the real bot on botbuilder's test adapter. */
export function testChat(
  assistant: Assistant,
  options: Partial<AssistantHandlerOptions> & { readonly channel?: string; readonly locale?: string } = {},
): TestChat {
  const { channel = 'directline', locale = 'es-ES', ...overrides } = options
  const turns: TurnRecord[] = []
  const unanswered: UnansweredQuestion[] = []
  const votes: FeedbackRecord[] = []
  const log: LogLine[] = []
  const write = (level: string) => (fields: LogLine['fields'], message: string) =>
    void log.push({ level, fields, message })
  const clock = { now: () => new Date('2026-03-02T10:00:00Z') }
  const handlerOptions: AssistantHandlerOptions = {
    assistant: { forTurn: () => ({ ...assistant, replied: () => {} }), forget: () => {} },
    turns: { record: async (turn) => void turns.push(turn) },
    unanswered: { record: async (question) => void unanswered.push(question) },
    feedback: { record: async (vote) => void votes.push(vote) },
    locales: loadLocales(),
    contact: CONTACT,
    clock,
    logger: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    state: new botbuilder.ConversationState(
      new ConversationStorage({ clock, mostConversations: 100, idleMs: 3_600_000 }),
    ),
    ...overrides,
  }
  const handler = createAssistantHandler(handlerOptions)
  const adapter = new botbuilder.TestAdapter((context) => handler.run(context))
  adapter.onTurnError = createTurnErrorHandler(handlerOptions)
  return {
    turns,
    unanswered,
    votes,
    log,
    handlerOptions,
    async send(activity) {
      const given = typeof activity === 'string' ? { text: activity } : activity
      await adapter.processActivity({ type: 'message', channelId: channel, locale, ...given })
      return adapter.activeQueue.splice(0)
    },
  }
}

export function join(): Partial<Activity> {
  return { type: 'conversationUpdate', membersAdded: [{ id: 'user', name: '' }] }
}

/** The activity that a client sends when this button is pressed. */
export function press(reply: Partial<Activity> | undefined, title: string): Partial<Activity> {
  const action = buttons(reply).find((each) => each.title === title)
  if (action === undefined) throw new Error(`no button "${title}" among: ${titles(reply).join(', ')}`)
  return { text: action.text ?? '', value: action.value }
}

export function buttons(reply: Partial<Activity> | undefined): SuggestedActions['actions'] {
  return reply?.suggestedActions?.actions ?? []
}

export function titles(reply: Partial<Activity> | undefined): readonly string[] {
  return buttons(reply).map(({ title }) => title)
}
