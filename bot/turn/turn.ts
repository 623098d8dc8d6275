import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Decision } from '../../knowledge/search/outcome.js'
import { words } from '../../knowledge/text/normalise.js'
import type { Channel } from '../channels/channel.js'
import type { Chat, PendingClarification } from '../chat.js'
import { type Choice, readChoice } from '../choice.js'
import { requestedLanguage } from '../message/chat-language.js'
import { choiceInWords } from '../message/choice-in-words.js'
import { contactReply, missReply, noticeReply, paragraphs } from '../reply/replies.js'
import { createVoice } from '../reply/voice.js'
import { takeVote } from './feedback.js'
import {
  askAgain,
  chosenByName,
  type Grounds,
  giveContact,
  giveMiss,
  givePair,
  record,
  type Turn,
  type TurnParts,
  type TurnResult,
  translated,
} from './outcome-turn.js'
import { takeQuestion } from './question-turn.js'
import { recordTurn, recordUnansweredLater } from './turn-records.js'

/** What a citizen sent, as a channel delivered it. */
export interface Message {
  readonly text: string
  /** of a button, from outside: anything */
  readonly value: unknown
  readonly hasFiles: boolean
  readonly channel: Channel
}

/** One message and what is said to it. Whatever must be on disk is there when this resolves. */
export async function takeTurn(parts: TurnParts, before: Chat, message: Message): Promise<TurnResult> {
  const { reply, chat } = await replyTo(parts, before, message)
  return { reply, chat: { ...chat, offers: reply.offers } }
}

async function replyTo(parts: TurnParts, before: Chat, message: Message): Promise<TurnResult> {
  const chat: Chat = { ...before, pending: null }
  const open = (language: string | null): Turn => ({
    parts,
    chat: { ...chat, language },
    voice: createVoice(parts, language, message.channel),
    text: message.text,
  })
  const choice = readChoice(message.value) ?? choiceInWords(message.text, before, message.channel, parts.locales)
  if (choice === 'unclear' && before.pending !== null) return askAgain(open(chat.language), before.pending)
  if (choice !== null && choice !== 'unclear') {
    const known = choice.language !== null && parts.locales.has(choice.language)
    return chosen(open(known ? choice.language : chat.language), choice, before)
  }
  if (message.hasFiles && message.text.trim() === '') return notice(open(chat.language), 'onlyText')
  const requested = requestedLanguage(message.text, parts.locales)
  if (requested !== null) {
    const switched = open(requested)
    return before.pending === null ? notice(switched, 'languageSwitched') : askAgain(switched, before.pending)
  }
  const result = await takeQuestion(open(chat.language))
  if (!message.hasFiles) return result
  const text = paragraphs(result.reply.locale.bot.fileIgnored, result.reply.text)
  return { ...result, reply: { ...result.reply, text } }
}

async function chosen(turn: Turn, choice: Choice, { pending, offers }: Chat): Promise<TurnResult> {
  if (choice.kind === 'person') return person(turn)
  if (choice.kind === 'none') return refused(turn, pending)
  if (choice.kind === 'feedback') return takeVote(turn, choice, offers)
  const { parts, text } = turn
  const found = parts.assistant.pair(choice.pairId, choice.language, parts.clock.now())
  if (found !== null) return givePair(turn, found.pair, found.version, askedBefore(found.pair, pending))
  // Another version serves by now; the words on the button are still a question.
  return words(text).length > 0 ? takeQuestion(turn) : notice(turn, 'choiceGone')
}

/** What was asked when a pair was chosen by name: the question that was asked back about, else the pair's own. */
function askedBefore(pair: QnaPair, pending: PendingClarification | null): Grounds {
  const byName = chosenByName(pair.question, pair)
  const wasOffered = pending?.choices.some(({ choice }) => choice.kind === 'pair' && choice.pairId === pair.id) ?? false
  if (pending === null || !wasOffered) return byName
  return { ...byName, question: pending.text, language: pending.language, closest: pending.closest }
}

/** None of the offered questions was meant. */
async function refused(before: Turn, pending: PendingClarification | null): Promise<TurnResult> {
  const turn = { ...before, chat: { ...before.chat, topic: null } }
  const { parts, voice, chat } = turn
  const opening = voice.locale.bot.clarificationRefused
  if (pending === null) return { reply: missReply(voice, opening, false, null, null), chat }
  const { version, confidence } = pending
  const [receipt, recorded] = await Promise.all([
    recordTurn(parts, record(turn, 'fallback', version, confidence, [])),
    recordUnansweredLater(parts, voice.channel.name, pending),
  ])
  return giveMiss(turn, opening, { version, receipt, editorial: false }, recorded)
}

/** A person was asked for by button: the editors' own words about it where they wrote some, else the configured contact. */
async function person(turn: Turn): Promise<TurnResult> {
  const { parts, voice, chat } = turn
  const { buttons, language } = voice.locale
  let decision: Decision
  try {
    const now = parts.clock.now()
    decision = await parts.assistant.ask({ text: buttons.person, languageHint: language, filter: {}, now })
  } catch (error) {
    // The way to a person stays open whatever else has failed.
    parts.logFailure(error, 'the assistant failed, so the configured contact is given')
    return { reply: contactReply(voice, null), chat: { ...chat, misses: 0 } }
  }
  const { outcome, version } = decision
  if (outcome.kind !== 'handoff' || outcome.pair === null) return giveContact(turn, version)
  const pair = translated(turn, outcome.pair, version)
  if (pair.language !== language) return giveContact(turn, version)
  return givePair(turn, pair, version, chosenByName(buttons.person, pair))
}

function notice({ voice, chat }: Turn, text: 'onlyText' | 'languageSwitched' | 'choiceGone'): TurnResult {
  return { reply: noticeReply(voice, voice.locale.bot[text]), chat }
}
