import type { Activity, TurnContext } from 'botbuilder'
import pTimeout from 'p-timeout'
import type { Logger } from '../../../knowledge/ports.js'
import { failureFields } from '../../http/failure-fields.js'
import { HttpError, unavailable } from '../../http/http-error.js'
import { STARTED_ANEW } from '../started-anew.js'
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

/** How much of the conversation a client shows already. */
export interface ClientView {
  /** watermark up to which it has seen the activities */
  readonly seen: number
  /** its page shows the conversation, so it must not be greeted again, only told if this process has forgotten it */
  readonly isOnScreen: boolean
}

/** Brings clients' requests into conversations. */
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
   * The token's conversation. When it begins, the bot gets a `conversationUpdate` as its first turn, with the members who joined. When it
   * begins anew while the client still shows what was said before, nobody joins: the update carries `STARTED_ANEW` instead.
   *
   * @throws HttpError NotFound, ServiceUnavailable
   */
  open(
    grant: Grant,
    { seen, isOnScreen }: ClientView,
  ): { readonly conversation: Conversation; readonly isNew: boolean } {
    this.#refuseWhileClosing()
    const opened = this.#store.open(grant, seen)
    if (opened.isNew) this.#begin(opened.conversation, isOnScreen)
    return opened
  }

  /**
   * Accepts an activity from a client. It comes back on the stream, which tells the client that it arrived, and is queued for the bot.
   * An activity with a `channelData.clientActivityID` that was used before is the same one, sent again.
   *
   * @returns the activity's id
   * @throws HttpError NotFound when the conversation has ended; TooManyRequests
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
    conversation.spoken = true
    const stamped = conversation.publish(asActivity(said, conversation))
    if (clientId !== null) conversation.rememberSent(clientId, stamped.id)
    this.#addTurn(conversation, forBot(stamped, conversation))
    return stamped.id
  }

  /** Refuses new requests and waits for the turns under way, at most `closeGraceMs`. */
  async close(): Promise<void> {
    this.#closing = true
    await pTimeout(this.#lines.idle(), { milliseconds: this.#limits.closeGraceMs, message: false })
  }

  #refuseWhileClosing(): void {
    if (this.#closing) throw unavailable('The server is stopping; try again in a few seconds.')
  }

  #begin(conversation: Conversation, isOnScreen: boolean): void {
    const { user, bot, ...address } = addressOf(conversation)
    this.#addTurn(conversation, {
      ...address,
      type: 'conversationUpdate',
      from: user,
      recipient: bot,
      ...(isOnScreen ? { channelData: STARTED_ANEW } : { membersAdded: [bot, user] }),
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

/** The activity as everybody in the conversation sees it. Its sender is the user of the token, whatever the client claims. */
function asActivity(said: ClientActivity, conversation: Conversation): Partial<Activity> {
  const account = userAccount(conversation)
  const name = conversation.user.name ?? said.from?.name ?? ''
  return { ...said, from: { ...account, name } } as unknown as Partial<Activity>
}

/** The activity as the bot gets it. Attachments come without addresses, so that the bot never fetches an address from a stranger. */
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
