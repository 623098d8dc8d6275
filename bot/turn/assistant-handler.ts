import { randomBytes } from 'node:crypto'
import type { Activity, ActivityHandler, ConversationState, TurnContext } from 'botbuilder'
import type { Clock, Logger } from '../../knowledge/ports.js'
import { channelOf } from '../channels/channel.js'
import { conversationKey } from '../channels/conversation-key.js'
import { isStartedAnew } from '../channels/started-anew.js'
import { type Chat, createChats } from '../chat.js'
import { failureFields } from '../http/failure-fields.js'
import type { Locales } from '../locale.js'
import { afterPageLanguage } from '../message/chat-language.js'
import { readMessage } from '../message/read-message.js'
import type { Assistants, FeedbackRecorder, TurnAssistant, TurnRecorder, UnansweredRecorder } from '../ports.js'
import type { Contact } from '../reply/contact.js'
import { disclosureReply, greetingReply, startedAnewReply } from '../reply/replies.js'
import { say } from '../reply/say.js'
import { createVoice } from '../reply/voice.js'
import { HandlerWithoutInvokes } from './handler-without-invokes.js'
import type { TurnParts } from './outcome/turn.js'
import type { Message, Reading } from './readings/heard.js'
import { READINGS } from './readings.js'
import { takeTurn } from './take-turn.js'
import { showTypingWhenSlow } from './typing.js'

export interface AssistantHandlerOptions {
  readonly assistant: Assistants
  readonly unanswered: UnansweredRecorder
  readonly turns: TurnRecorder
  readonly feedback: FeedbackRecorder
  readonly locales: Locales
  readonly contact: Contact
  /** where relative links in answers begin; null when absent: they lead nowhere */
  readonly linkBase?: string | null
  readonly clock: Clock
  readonly logger: Logger
  readonly state: ConversationState
  /** the readings that are tried on a message, in this order; `READINGS` when absent */
  readonly readings?: readonly Reading[]
  /** delay before a typing indicator is shown, in milliseconds; 500 when absent */
  readonly typingAfterMs?: number
  /** random source for receipts; the system's when absent */
  readonly randomBytes?: (size: number) => Uint8Array
}

/**
 * The bot that citizens talk to, the same on every channel.
 *
 * Each channel must run the turns of one conversation one after another.
 */
export function createAssistantHandler(options: AssistantHandlerOptions): ActivityHandler {
  const { locales, logger, readings = READINGS, typingAfterMs = 500 } = options
  const chats = createChats(options.state)
  const partsWith = (assistant: TurnAssistant): TurnParts => ({
    ...options,
    assistant,
    linkBase: options.linkBase ?? null,
    randomBytes: options.randomBytes ?? randomBytes,
    logFailure: (error, message) => logger.error(failureFields(error), message),
  })
  const read = async (context: TurnContext, assistant: TurnAssistant): Promise<Chat> => {
    const chat = await chats.read(context)
    return { ...chat, ...afterPageLanguage(chat, context.activity.locale, locales, assistant.languages()) }
  }
  const handler = new HandlerWithoutInvokes()

  handler.onMembersAdded(async (context, next) => {
    const { membersAdded = [], recipient, channelId } = context.activity
    const assistant = options.assistant.forTurn(conversationKey(context.activity))
    const chat = await read(context, assistant)
    if (!chat.greeted && membersAdded.some(({ id }) => id !== recipient?.id)) {
      const greeting = greetingReply(createVoice(partsWith(assistant), chat.language, channelOf(channelId)))
      await say(context, greeting)
      await chats.write(context, { ...chat, greeted: true, offers: greeting.offers })
    }
    await next()
  })

  handler.onConversationUpdate(async (context, next) => {
    if (isStartedAnew(context.activity)) {
      const assistant = options.assistant.forTurn(conversationKey(context.activity))
      const { language, pageLanguage } = await read(context, assistant)
      // The bot may still know some of it; then it would answer a question that its citizen no longer has in mind.
      await chats.forget(context)
      const reply = startedAnewReply(createVoice(partsWith(assistant), language, channelOf(context.activity.channelId)))
      await say(context, reply)
      const chat = await chats.read(context)
      await chats.write(context, { ...chat, language, pageLanguage, greeted: true, offers: reply.offers })
    }
    await next()
  })

  handler.onMessage(async (context, next) => {
    const assistant = options.assistant.forTurn(conversationKey(context.activity))
    await answerMessage(context, partsWith(assistant), await read(context, assistant))
    assistant.replied()
    await next()
  })

  handler.onEndOfConversation(async (context, next) => {
    await chats.forget(context)
    options.assistant.forget(conversationKey(context.activity))
    await next()
  })

  async function answerMessage(context: TurnContext, parts: TurnParts, before: Chat): Promise<void> {
    let chat = before
    try {
      if (!chat.greeted) {
        await say(context, disclosureReply(createVoice(parts, chat.language, channelOf(context.activity.channelId))))
        chat = { ...chat, greeted: true }
      }
      const message = messageOf(context.activity)
      const result = await showTypingWhenSlow(context, typingAfterMs, () => takeTurn(parts, chat, message, readings))
      chat = result.chat
      await say(context, result.reply)
    } finally {
      await chats.write(context, chat)
    }
  }

  return handler
}

function messageOf(activity: Activity): Message {
  const { value, attachments, channelId } = activity
  return {
    text: readMessage(activity),
    value,
    // Teams repeats every message as an HTML attachment.
    hasFiles: (attachments ?? []).some(({ contentType }) => contentType !== 'text/html'),
    channel: channelOf(channelId),
  }
}
