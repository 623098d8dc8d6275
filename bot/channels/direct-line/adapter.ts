import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity, ConversationReference, ResourceResponse, TurnContext } from 'botbuilder'
import botbuilder from 'botbuilder'
import { KnowledgeError } from '../../../knowledge/errors.js'
import type { Conversation } from './conversation.js'

/** The bot's account on this channel. */
export const BOT = { id: 'ventanilla', name: 'Ventanilla' } as const

/** Tells the bot where an activity came from. Nothing listens there: replies go through the adapter. */
export const SERVICE_URL = 'urn:ventanilla:direct-line'

const CONVERSATION = Symbol('conversation')
const LONGEST_DELAY_MS = 30_000
const DEFAULT_DELAY_MS = 1_000

type Logic = (context: TurnContext) => Promise<void>

/** Runs Direct Line activities as turns of a bot, and puts the bot's replies into the conversation. */
export class DirectLineAdapter extends botbuilder.BotAdapter {
  readonly #find: (conversationId: string) => Conversation | null

  constructor(
    find: (conversationId: string) => Conversation | null,
    onTurnError: (context: TurnContext, error: Error) => Promise<void>,
  ) {
    super()
    this.#find = find
    this.onTurnError = onTurnError
  }

  /** One turn. Rejects only when the bot's own error handler fails. */
  async runTurn(conversation: Conversation, activity: Partial<Activity>, logic: Logic): Promise<void> {
    const context = new botbuilder.TurnContext(this, activity)
    context.turnState.set(CONVERSATION, conversation)
    await this.runMiddleware(context, logic)
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const conversation = conversationOf(context)
    const responses: ResourceResponse[] = []
    for (const activity of activities) responses.push({ id: await this.#send(conversation, context, activity) })
    return responses
  }

  /** Clients show the new text in place of the old one. Does nothing once the activity has been dropped from the log. */
  override async updateActivity(
    context: TurnContext,
    activity: Partial<Activity>,
  ): Promise<ResourceResponse | undefined> {
    const { id, ...rest } = activity
    if (id === undefined) return undefined
    return conversationOf(context).replace(id, fromBot(rest)) ? { id } : undefined
  }

  override async deleteActivity(context: TurnContext, reference: Partial<ConversationReference>): Promise<void> {
    const { activityId } = reference
    if (activityId !== undefined) conversationOf(context).replace(activityId, fromBot({ type: 'messageDelete' }))
  }

  /** @deprecated botbuilder's older name; use continueConversationAsync */
  override async continueConversation(reference: Partial<ConversationReference>, logic: Logic): Promise<void> {
    await this.continueConversationAsync(BOT.id, reference, logic)
  }

  /**
   * Runs `logic` in a conversation without waiting for its user, e.g. when a person takes over. It does not wait for a
   * turn under way, so a turn may call it for its own conversation.
   *
   * @throws KnowledgeError CONVERSATION_UNKNOWN when the conversation has ended or was forgotten
   */
  override async continueConversationAsync(
    _botAppId: unknown,
    reference: Partial<ConversationReference>,
    logicOrAudience: Logic | string,
    maybeLogic?: Logic,
  ): Promise<void> {
    const logic = typeof logicOrAudience === 'string' ? maybeLogic : logicOrAudience
    if (logic === undefined) throw new TypeError('continueConversationAsync needs the logic to run')
    const conversation = this.#find(reference.conversation?.id ?? '')
    if (conversation === null || conversation.ended) {
      throw new KnowledgeError('CONVERSATION_UNKNOWN', { what: 'direct-line' }, { do: 'reach-otherwise' })
    }
    const activity = botbuilder.TurnContext.applyConversationReference(
      { type: 'event', name: 'ContinueConversation' },
      { ...reference, ...addressOf(conversation) },
      true,
    )
    await this.runTurn(conversation, activity, logic)
  }

  /** @returns the id that clients see, or '' for an activity that is not sent to them */
  async #send(conversation: Conversation, context: TurnContext, activity: Partial<Activity>): Promise<string> {
    switch (activity.type) {
      case 'delay':
        await sleep(Math.min(delayMs(activity.value), LONGEST_DELAY_MS))
        return ''
      case 'invokeResponse':
        context.turnState.set(botbuilder.INVOKE_RESPONSE_KEY, activity)
        return ''
      case 'trace':
        return ''
      default: {
        if (conversation.ended) return ''
        const { id } = conversation.publish(withVisibleReply(conversation, fromBot(activity)))
        if (activity.type === 'endOfConversation') conversation.end()
        return id
      }
    }
  }
}

/** The address part of an activity that reaches the bot. */
export function addressOf(conversation: Conversation): {
  readonly channelId: string
  readonly serviceUrl: string
  readonly conversation: Activity['conversation']
  readonly user: Activity['from']
  readonly bot: Activity['recipient']
} {
  return {
    channelId: 'directline',
    serviceUrl: SERVICE_URL,
    conversation: { id: conversation.id } as Activity['conversation'],
    user: userAccount(conversation),
    bot: { ...BOT, role: 'bot' },
  }
}

export function userAccount({ user }: Conversation): Activity['from'] {
  return { id: user.id, name: user.name ?? '', role: 'user' }
}

function fromBot(activity: Partial<Activity>): Partial<Activity> {
  const { serviceUrl: _, recipient: __, ...rest } = activity
  return { ...rest, from: { ...BOT, role: 'bot' } }
}

/** Web Chat delays a reply by five seconds when it has not seen the activity it replies to, e.g. a conversationUpdate. */
function withVisibleReply(conversation: Conversation, activity: Partial<Activity>): Partial<Activity> {
  const { replyToId, ...rest } = activity
  return replyToId !== undefined && conversation.has(replyToId) ? activity : rest
}

function delayMs(value: unknown): number {
  return typeof value === 'number' && value >= 0 ? value : DEFAULT_DELAY_MS
}

function conversationOf(context: TurnContext): Conversation {
  const conversation: Conversation | undefined = context.turnState.get(CONVERSATION)
  if (conversation === undefined) throw new TypeError('this turn was not begun by the Direct Line adapter')
  return conversation
}
