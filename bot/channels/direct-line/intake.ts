import type { Activity, TurnContext } from 'botbuilder'
import pTimeout from 'p-timeout'
import type { Logger } from '../../../knowledge/ports.js'
import { failureFields } from '../../http/failure-fields.js'
import { HttpError, unavailable } from '../../http/http-error.js'
import type { TurnLines } from '../turn-lines.js'
import type { ClientActivity } from './activity-reader.js'
import { addressOf, type DirectLineAdapter, userAccount } from './adapter.js'
import type { Conversation, Stamped } from './conversation.js'
import type { ConversationStore } from './conversation-store.js'
import type { DirectLineLimits } from './direct-line-limits.js'
import { conversationNotFound } from './refusals.js'
import type { Grant } from './tokens.js'

/** The bot's side of the channel; botbuilder's ActivityHandler is one. */
export interface TurnHandler {
  run(context: TurnContext): Promise<void>
}

/** What a client shows already of the conversation it asks for. */
export interface ClientView {
  /** watermark up to which it has seen the activities */
  readonly seen: number
  /** its page shows the conversation: it must not be greeted again when this process has forgotten it */
  readonly isOnScreen: boolean
}

/** Where clients' requests enter conversations. */
export class Intake {
  readonly #store: ConversationStore
  readonly #adapter: DirectLineAdapter
  readonly #handler: TurnHandler
  readonly #lines: TurnLines
  readonly #limits: DirectLineLimits
  readonly #logger: Logger
  #closing = false

  constructor(parts: {
    readonly store: ConversationStore
    readonly adapter: DirectLineAdapter
    readonly handler: TurnHandler
    readonly lines: TurnLines
    readonly limits: DirectLineLimits
    readonly logger: Logger
  }) {
    this.#store = parts.store
    this.#adapter = parts.adapter
    this.#handler = parts.handler
    this.#lines = parts.lines
    this.#limits = parts.limits
    this.#logger = parts.logger
  }

  /**
   * The token's conversation. The bot hears of one that begins: its `conversationUpdate` is the first turn.
   *
   * @throws HttpError NotFound, ServiceUnavailable
   */
  open(
    grant: Grant,
    { seen, isOnScreen }: ClientView,
  ): { readonly conversation: Conversation; readonly isNew: boolean } {
    this.#refuseWhileClosing()
    const opened = this.#store.open(grant, seen)
    if (opened.isNew && !isOnScreen) this.#begin(opened.conversation)
    return opened
  }

  /**
   * Takes what a client sent: it comes back on the stream as the client's proof that it arrived, and waits for its turn
   * with the bot. Sent again under the same `channelData.clientActivityID` it is the same activity.
   *
   * @returns the activity's id
   * @throws HttpError NotFound when the conversation is over; TooManyRequests
   */
  receive(conversation: Conversation, said: ClientActivity): string {
    this.#refuseWhileClosing()
    if (conversation.ended) throw conversationNotFound()
    const clientId = said.channelData?.clientActivityID ?? null
    const before = clientId === null ? null : conversation.alreadySent(clientId)
    if (before !== null) return before
    if (this.#lines.waiting(conversation.id) >= this.#limits.waitingTurns) {
      throw new HttpError(429, 'TooManyRequests', 'The assistant is still answering; wait for its reply.', {
        'Retry-After': '2',
      })
    }
    const stamped = conversation.publish(asActivity(said, conversation))
    if (clientId !== null) conversation.rememberSent(clientId, stamped.id)
    this.#addTurn(conversation, forBot(stamped, conversation))
    return stamped.id
  }

  /** Lets nobody in any more and waits for the turns under way, at most `closeGraceMs`. */
  async close(): Promise<void> {
    this.#closing = true
    await pTimeout(this.#lines.idle(), { milliseconds: this.#limits.closeGraceMs, message: false })
  }

  #refuseWhileClosing(): void {
    if (this.#closing) throw unavailable('The server is going away; try again in a few seconds.')
  }

  #begin(conversation: Conversation): void {
    const { user, bot, ...address } = addressOf(conversation)
    this.#addTurn(conversation, {
      ...address,
      type: 'conversationUpdate',
      from: user,
      recipient: bot,
      membersAdded: [bot, user],
      ...(conversation.locale === null ? {} : { locale: conversation.locale }),
    })
  }

  #addTurn(conversation: Conversation, activity: Partial<Activity>): void {
    void this.#lines.run(conversation.id, async () => {
      try {
        await this.#adapter.runTurn(conversation, activity, (context) => this.#handler.run(context))
      } catch (error) {
        const fields = { conversation: conversation.id, ...failureFields(error) }
        this.#logger.error(fields, 'a bot turn failed and so did its error handler')
      }
      if (activity.type === 'endOfConversation') conversation.end()
    })
  }
}

/** As everybody in the conversation sees it: whoever the client says it is, it speaks as the user of its token. */
function asActivity(said: ClientActivity, conversation: Conversation): Partial<Activity> {
  const account = userAccount(conversation)
  const name = conversation.user.name ?? said.from?.name ?? ''
  return { ...said, from: { ...account, name } } as unknown as Partial<Activity>
}

/** As the bot gets it. Of attachments it gets only what they are: it never fetches what a stranger points it to. */
function forBot({ attachments, localTimestamp, ...activity }: Stamped, conversation: Conversation): Partial<Activity> {
  const { user: _, bot, ...address } = addressOf(conversation)
  return {
    ...activity,
    ...address,
    recipient: bot,
    ...(attachments === undefined ? {} : { attachments: attachments.map(described) }),
    ...(localTimestamp === undefined ? {} : { localTimestamp: new Date(localTimestamp) }),
  }
}

function described({ contentType, name }: NonNullable<Activity['attachments']>[number]) {
  return { contentType, ...(name === undefined ? {} : { name }) }
}
