import type { Chat } from '../chat.js'
import { withBefore } from '../reply/replies.js'
import type { Reply } from '../reply/reply.js'
import { ignoredIn } from './outcome/ignored-clarification.js'
import type { TurnParts, TurnResult } from './outcome/turn.js'
import { recordUnansweredLater } from './outcome/turn-records.js'
import { type Heard, hear, type Message, type Reading } from './readings/heard.js'

/** Replies to one message. It resolves after everything that must be durable has been written. */
export async function takeTurn(
  parts: TurnParts,
  before: Chat,
  message: Message,
  readings: readonly Reading[],
): Promise<TurnResult> {
  const heard = hear(parts, before, message)
  const { reply, chat } = await firstToTake(heard, readings)
  const ignored = ignoredIn(before, chat, heard.choice)
  if (ignored !== null) await recordUnansweredLater(heard.turn, ignored, 'clarification-ignored')
  return { reply: withFileNote(heard, reply), chat: { ...chat, offers: reply.offers } }
}

async function firstToTake(heard: Heard, readings: readonly Reading[]): Promise<TurnResult> {
  for (const reading of readings) {
    const result = await reading(heard)
    if (result !== null) return result
  }
  throw new TypeError('no reading accepts this message: the last one must accept every message')
}

/** Adds a note about an ignored file when its message was read as a question. */
function withFileNote({ message, choice, isAsked }: Heard, reply: Reply): Reply {
  if (!message.hasFiles || choice !== null || !isAsked) return reply
  return withBefore(reply.locale.bot.fileIgnored, reply)
}
