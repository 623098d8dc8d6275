import { type QnaPair, ROLE_KEY } from '../../knowledge/content/qna-pair.js'
import { type Decision, shownPairs } from '../../knowledge/search/outcome.js'
import { words } from '../../knowledge/text/normalise.js'
import type { VersionId } from '../../knowledge/version-id.js'
import type { Chat, PendingClarification } from '../chat.js'
import type { Offer } from '../choice.js'
import { ratingOffers, withAnswer } from '../message/rating.js'
import type { TurnRecord } from '../ports.js'
import { pairOffer } from '../reply/offers.js'
import { answerReply, clarificationReply, contactReply, missReply, unsearchableReply } from '../reply/replies.js'
import type { Origin, Reply } from '../reply/reply.js'
import type { Voice, VoiceParts } from '../reply/voice.js'
import { type RecordingParts, recordTurn, recordUnanswered } from './turn-records.js'

export type TurnParts = RecordingParts & VoiceParts

/** A turn whose language is settled. */
export interface Turn {
  readonly parts: TurnParts
  readonly chat: Chat
  readonly voice: Voice
  /** what the citizen wrote, or the words of the button */
  readonly text: string
}

export interface TurnResult {
  readonly reply: Reply
  /** as it is after the turn */
  readonly chat: Chat
}

/** Questions in a row without an answer after which the way to a person is given unasked. */
const MISSES_UNTIL_PERSON = 2

/** A longer message tells a story, and what is asked in it is lost among what happened. */
const MOST_WORDS = 35

/** What a text comes to that is not the citizen's message itself: a sentence of it, say. */
export function decisionOn({ parts, voice }: Turn, text: string): Promise<Decision> {
  return parts.assistant.ask({ text, languageHint: voice.locale.language, filter: {}, now: parts.clock.now() })
}

/** Asks the citizen about these pairs, whatever the decision came to. */
export function askAbout(
  turn: Turn,
  decision: Decision,
  pairs: readonly QnaPair[],
  confidence: number = decision.outcome.confidence,
): Promise<TurnResult> {
  return giveOutcome(turn, { ...decision, outcome: { kind: 'clarification', pairs, confidence } })
}

/** Puts a decision before the citizen. */
export async function giveOutcome(turn: Turn, decision: Decision): Promise<TurnResult> {
  const { outcome, version, unseenShare } = decision
  switch (outcome.kind) {
    case 'answered':
    case 'handoff':
      if (outcome.pair === null) return giveContact(turn, version, unseenShare)
      return givePair(turn, translated(turn, outcome.pair, version), version, grounds(turn.text, decision))
    case 'clarification':
      return askBack(turn, decision, outcome.pairs)
    case 'fallback': {
      const { origin, recorded } = await recordFallback(turn, decision)
      return outcome.reason === 'not-confident'
        ? giveMiss(turn, turn.voice.locale.bot.fallback, origin, recorded)
        : { reply: unsearchableReply(turn.voice, outcome.reason, origin), chat: turn.chat }
    }
  }
}

/**
 * Puts it on record that a message got no answer, and, where it could be searched for, on disk for the editors.
 *
 * @returns `recorded`: whether it is there for the editors
 */
export async function recordFallback(
  turn: Turn,
  decision: Decision,
): Promise<{ readonly origin: Origin; readonly recorded: boolean }> {
  const { outcome, version, unseenShare } = decision
  const { parts, text, voice } = turn
  const isQuestion = outcome.kind !== 'fallback' || outcome.reason === 'not-confident'
  const [receipt, recorded] = await Promise.all([
    recordTurn(parts, record(turn, 'fallback', version, outcome.confidence, [], unseenShare)),
    isQuestion && recordUnanswered(parts, { text, channel: voice.channel.name }, decision),
  ])
  return { origin: { version, receipt, editorial: false }, recorded }
}

/** Why a pair answers: what was asked, and what the search made of it. */
export interface Grounds {
  readonly question: string
  /** ISO 639 code */
  readonly language: string
  /** 1 when the citizen chose the pair by name */
  readonly confidence: number
  /** see `Decision`; null when the citizen chose the pair by name */
  readonly unseenShare: number | null
  /** best first */
  readonly closest: PendingClarification['closest']
}

/** Of a citizen who chose the pair by name. */
export function chosenByName(question: string, { language }: QnaPair): Grounds {
  return { question, language, confidence: 1, unseenShare: null, closest: [] }
}

/** What stands around an answer that is not plainly what was asked. */
export interface Framing {
  readonly opening: string
  /** what else may be meant */
  readonly offers: readonly Offer[]
}

const UNFRAMED: Framing = { opening: '', offers: [] }

/** Puts a pair's answer before the citizen. Where it is an answer to a question, the citizen may say whether it helped. */
export async function givePair(
  turn: Turn,
  pair: QnaPair,
  version: VersionId,
  grounds: Grounds,
  framing: Framing = UNFRAMED,
): Promise<TurnResult> {
  const { parts, voice, chat } = turn
  const { unseenShare, ...asked } = grounds
  const role = pair.metadata[ROLE_KEY]
  const kind = role === 'handoff' ? 'handoff' : 'answered'
  const at = parts.clock.now().toISOString()
  const receipt = await recordTurn(parts, record(turn, kind, version, asked.confidence, [pair], unseenShare))
  const rated = kind === 'answered' && role !== 'small-talk' ? receipt : null
  const ratings = rated === null ? [] : ratingOffers(voice.locale, rated)
  const waiting = without(chat.waiting, pair)
  const offers = [...waiting, ...followUps(turn, pair), ...framing.offers]
  const reply = answerReply(voice, pair, framing.opening, offers, ratings, { version, receipt, editorial: true })
  // A greeting between two misses does not mean that the citizen has been helped.
  const misses = role === 'small-talk' ? chat.misses : 0
  const topic = role === 'small-talk' ? chat.topic : kind === 'answered' ? pair.id : null
  const after = { ...chat, misses, topic, waiting }
  return {
    reply,
    chat: rated === null ? after : withAnswer(after, { ...asked, receipt: rated, at, version, pairId: pair.id }),
  }
}

function without(offers: readonly Offer[], { id }: QnaPair): readonly Offer[] {
  return offers.filter(({ choice }) => choice.kind !== 'pair' || choice.pairId !== id)
}

/** Gives the configured way to a person, where editors wrote none. */
export async function giveContact(
  turn: Turn,
  version: VersionId,
  unseenShare: number | null = null,
): Promise<TurnResult> {
  const receipt = await recordTurn(turn.parts, record(turn, 'handoff', version, 1, [], unseenShare))
  const reply = contactReply(turn.voice, { version, receipt, editorial: false })
  return { reply, chat: { ...turn.chat, misses: 0 } }
}

/** Says that there is no answer; after several misses in a row, who can help instead. */
export function giveMiss(turn: Turn, opening: string, origin: Origin | null, recorded: boolean): TurnResult {
  const { voice, chat, text } = turn
  const { bot } = voice.locale
  const misses = chat.misses + 1
  const advice = words(text).length > MOST_WORDS ? bot.tryShorter : bot.tryAgain
  const insist = misses >= MISSES_UNTIL_PERSON
  return { reply: missReply(voice, opening, recorded, insist ? null : advice, origin), chat: { ...chat, misses } }
}

/** The pair in the chat's language where the deciding version has it in that language, else as it was found. */
export function translated(turn: Turn, pair: QnaPair, version: VersionId): QnaPair {
  return pair.language === turn.voice.locale.language ? pair : (inChatLanguage(turn, pair.id, version) ?? pair)
}

/** The pair in the chat's language; null where the version has it in others only, or another version serves by now. */
export function inChatLanguage({ parts, voice }: Turn, pairId: string, version: VersionId): QnaPair | null {
  const found = parts.assistant.pair(pairId, voice.locale.language, parts.clock.now())
  return found?.version === version ? found.pair : null
}

export function record(
  { voice }: Turn,
  kind: TurnRecord['kind'],
  version: VersionId,
  confidence: number,
  pairs: readonly QnaPair[],
  unseenShare: number | null = null,
): Omit<TurnRecord, 'receipt' | 'at'> {
  const pairIds = pairs.map(({ id }) => id)
  return {
    kind,
    version,
    confidence,
    pairIds,
    unseenShare,
    channel: voice.channel.name,
    language: voice.locale.language,
  }
}

export function grounds(question: string, { outcome, language, unseenShare, candidates }: Decision): Grounds {
  const closest = candidates.map(({ pair, score }) => ({ id: pair.id, language: pair.language, score }))
  return { question, language, confidence: outcome.confidence, unseenShare, closest }
}

async function askBack(turn: Turn, decision: Decision, pairs: readonly QnaPair[]): Promise<TurnResult> {
  const { voice, chat, text, parts } = turn
  const { version, outcome, unseenShare } = decision
  const { language, confidence, closest } = grounds(text, decision)
  const choices = choicesOf(
    voice,
    pairs.map((pair) => pairOffer(translated(turn, pair, version))),
  )
  const fields = record(turn, outcome.kind, version, confidence, shownPairs(outcome), unseenShare)
  const receipt = await recordTurn(parts, fields)
  const [only, ...others] = pairs
  // Whoever goes on about the one that was asked about has said yes to it.
  const topic = only === undefined || others.length > 0 ? chat.topic : only.id
  return {
    reply: clarificationReply(voice, choices, { version, receipt, editorial: false }),
    chat: { ...chat, topic, pending: { text, language, version, confidence, closest, choices } },
  }
}

/**
 * Offers once more what was offered before, in the language that the chat is in by now: what the citizen said does not tell which was
 * meant, or asked for another language.
 */
export function askAgain(turn: Turn, pending: PendingClarification): TurnResult {
  const { voice, chat } = turn
  const offers = pending.choices.flatMap((offer) => {
    if (offer.choice.kind !== 'pair') return []
    const pair = inChatLanguage(turn, offer.choice.pairId, pending.version)
    return pair === null ? [offer] : [pairOffer(pair)]
  })
  const choices = choicesOf(voice, offers)
  return { reply: clarificationReply(voice, choices, null), chat: { ...chat, pending: { ...pending, choices } } }
}

/** What a question back offers: these pairs, and none of them. */
function choicesOf({ locale }: Voice, pairs: readonly Offer[]): readonly Offer[] {
  const title = pairs.length === 1 ? locale.buttons.notThis : locale.buttons.none
  return [...pairs, { title, choice: { kind: 'none', language: locale.language } }]
}

/** The pair's prompts that still lead somewhere. */
function followUps({ parts }: Turn, { prompts, language }: QnaPair): readonly Offer[] {
  const now = parts.clock.now()
  return prompts
    .filter(({ pairId }) => parts.assistant.pair(pairId, language, now) !== null)
    .map(({ displayText, pairId }) => ({ title: displayText, choice: { kind: 'pair', pairId, language } }))
}
