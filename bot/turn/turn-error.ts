import { randomBytes } from 'node:crypto'
import type { TurnContext } from 'botbuilder'
import { channelOf } from '../channels/channel.js'
import { conversationKey } from '../channels/conversation-key.js'
import { createChats } from '../chat.js'
import { failureFields } from '../http/failure-fields.js'
import { errorReply } from '../reply/replies.js'
import { say } from '../reply/say.js'
import { createVoice } from '../reply/voice.js'
import type { AssistantHandlerOptions } from './assistant-handler.js'
import { newReceipt } from './outcome/receipt.js'

/** For every adapter's `onTurnError`: apologises in the citizen's language and names the way to a person. Never rejects. */
export function createTurnErrorHandler(
  options: AssistantHandlerOptions,
): (context: TurnContext, error: unknown) => Promise<void> {
  const { logger } = options
  const chats = createChats(options.state)
  return async (context, error) => {
    const { type, channelId, locale } = context.activity
    const receipt = newReceipt(options.randomBytes ?? randomBytes)
    logger.error({ ...failureFields(error), receipt, channel: channelId, activity: type }, 'a turn failed')
    if (type !== 'message' && type !== 'conversationUpdate') return
    try {
      const language = chats.known(context)?.language ?? locale ?? null
      const assistant = options.assistant.forTurn(conversationKey(context.activity))
      await say(
        context,
        errorReply(createVoice({ ...options, assistant, linkBase: null }, language, channelOf(channelId)), receipt),
      )
    } catch (second) {
      logger.error({ ...failureFields(second), receipt }, 'the citizen could not be told that the turn failed')
    }
  }
}
