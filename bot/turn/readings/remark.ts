import { remarkIn } from '../../message/remark.js'
import { greetingReply } from '../../reply/replies.js'
import { giveMiss, giveNotice } from '../outcome/give-outcome.js'
import type { TurnResult } from '../outcome/turn.js'
import type { Heard } from './heard.js'

/** A remark is not a question: nothing is stored for the editors, who could not answer it. */
export async function remark(heard: Heard): Promise<TurnResult | null> {
  const { turn, isAnswered } = await heard.understood()
  const { voice, chat, text, parts } = turn
  switch (isAnswered ? null : remarkIn(text, parts.locales)) {
    case null:
      return null
    case 'thanks':
      return giveNotice(turn, 'welcome')
    case 'identity':
      return { reply: greetingReply(voice), chat }
    case 'confused':
      return giveMiss(turn, voice.locale.bot.confused, null, false)
  }
}
