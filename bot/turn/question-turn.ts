import { type QnaPair, ROLE_KEY } from '../../knowledge/content/qna-pair.js'
import type { Decision, Outcome } from '../../knowledge/search/outcome.js'
import { pickLocale } from '../locale.js'
import { afterQuestion } from '../message/chat-language.js'
import { type Distress, distressIn } from '../message/distress.js'
import { isYes, namesSubject, type Remark, remarkIn } from '../message/remark.js'
import { distressReply, greetingReply, noticeReply, withPerson } from '../reply/replies.js'
import { createVoice } from '../reply/voice.js'
import { answerInContext } from './in-context.js'
import { giveMiss, giveOutcome, record, recordFallback, type Turn, type TurnResult } from './outcome-turn.js'
import { answerSeveral } from './several-questions.js'
import { recordTurn } from './turn-records.js'

/** Answers what a citizen wrote. What editors have an answer to comes first; only then is a message taken for anything but a question. */
export async function takeQuestion(asked: Turn): Promise<TurnResult> {
  const { decision, turn } = await decide(asked)
  const { outcome } = decision
  const { text, parts } = turn
  const distress = answersQuestion(outcome) ? null : distressIn(text, parts.locales)
  if (distress === 'danger') return giveDistress(turn, decision, distress)
  if (outcome.kind === 'answered' && isSmallTalk(outcome.pair)) return giveOutcome(turn, decision)
  const remark = answersQuestion(outcome) ? null : remarkIn(text, parts.locales)
  if (remark !== null) return takeRemark(turn, remark)
  const continued = await answerInContext(turn, decision)
  if (continued !== null) return continued
  const several = await answerSeveral(elsewhere(turn), decision)
  if (several !== null) return several
  if (answersQuestion(outcome)) return giveOutcome(elsewhere(turn), decision)
  const missed = outcome.kind === 'fallback' && outcome.reason === 'not-confident'
  if (isYes(text, parts.locales) || (missed && !namesSubject(text, parts.locales))) return askForSubject(turn, decision)
  if (missed && distress !== null) return giveDistress(turn, decision, distress)
  const result = await giveOutcome(elsewhere(turn), decision)
  return distress === 'urgent' ? { ...result, reply: withPerson(turn.voice, distress, result.reply) } : result
}

/** The turn where the chat is no longer about what was answered before. */
function elsewhere(turn: Turn): Turn {
  return { ...turn, chat: { ...turn.chat, topic: null, waiting: [] } }
}

/** What the message comes to, and the turn in the language that it is in. */
async function decide(turn: Turn): Promise<{ readonly decision: Decision; readonly turn: Turn }> {
  const { parts, chat, text, voice } = turn
  const hint = pickLocale(parts.locales, chat.language, parts.assistant.languages()).language
  const decision = await parts.assistant.ask({ text, languageHint: hint, filter: {}, now: parts.clock.now() })
  const language = afterQuestion(hint, text, decision.language, parts.locales)
  if (language === chat.language) return { decision, turn }
  const settled = { ...turn, chat: { ...chat, language }, voice: createVoice(parts, language, voice.channel) }
  return { decision, turn: settled }
}

/** Whether a question was answered; a greeting may have been given back to one that was not. */
function answersQuestion(outcome: Outcome): boolean {
  return outcome.kind === 'handoff' || (outcome.kind === 'answered' && !isSmallTalk(outcome.pair))
}

/** No editor could answer it, and yet it is a turn that found nothing. */
async function askForSubject(turn: Turn, { outcome, version, unseenShare }: Decision): Promise<TurnResult> {
  const { parts, voice, chat } = turn
  await recordTurn(parts, record(turn, 'fallback', version, outcome.confidence, [], unseenShare))
  return { reply: noticeReply(voice, voice.locale.bot.noSubject), chat }
}

function isSmallTalk({ metadata }: QnaPair): boolean {
  return metadata[ROLE_KEY] === 'small-talk'
}

/** Whoever is in distress is shown the way to a person at once, and no choice of questions. */
async function giveDistress(turn: Turn, decision: Decision, distress: Distress): Promise<TurnResult> {
  const { voice, chat } = turn
  const { origin } = await recordFallback(turn, decision)
  return { reply: distressReply(voice, distress, origin), chat: { ...chat, misses: chat.misses + 1 } }
}

/** A remark is no question: nothing is noted for the editors, who could not answer it. */
function takeRemark(turn: Turn, remark: Remark): TurnResult {
  const { voice, chat } = turn
  const { bot } = voice.locale
  switch (remark) {
    case 'thanks':
      return { reply: noticeReply(voice, bot.welcome), chat }
    case 'identity':
      return { reply: greetingReply(voice), chat }
    case 'confused':
      return giveMiss(turn, bot.confused, null, false)
  }
}
