import type { Chat } from '../chat.js'
import { paragraphs } from '../reply/replies.js'
import type { Reply } from '../reply/reply.js'
import type { TurnParts, TurnResult } from './outcome/turn.js'
import { type Heard, hear, type Message, type Reading } from './readings/heard.js'

/** One message and what is said to it. Whatever must be on disk is there when this resolves. */
export async function takeTurn(
  parts: TurnParts,
  before: Chat,
  message: Message,
  readings: readonly Reading[],
): Promise<TurnResult> {
  const heard = hear(parts, before, message)
  const { reply, chat } = await firstToTake(heard, readings)
  return { reply: withFileNote(heard, reply), chat: { ...chat, offers: reply.offers } }
}

async function firstToTake(heard: Heard, readings: readonly Reading[]): Promise<TurnResult> {
  for (const reading of readings) {
    const result = await reading(heard)
    if (result !== null) return result
  }
  throw new TypeError('no reading takes this message: the last one must take every message')
}

/** Tells of a file that came with words, where those were read as a question. */
function withFileNote({ message, choice, isAsked }: Heard, reply: Reply): Reply {
  if (!message.hasFiles || choice !== null || !isAsked) return reply
  return { ...reply, text: paragraphs(reply.locale.bot.fileIgnored, reply.text) }
}
