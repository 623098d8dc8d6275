import { type QnaPair, ROLE_KEY } from '../../../knowledge/content/qna-pair.js'
import type { Decision } from '../../../knowledge/search/outcome.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import type { PendingClarification } from '../../chat.js'
import type { Offer } from '../../choice.js'
import { ratingOffers, withAnswer } from '../../message/rating.js'
import { answerReply } from '../../reply/replies.js'
import type { Turn, TurnResult } from './turn.js'
import { recordTurn } from './turn-records.js'

/** Why a pair was given: the question, and the result of the search. */
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

/** The grounds in a decision about this question. */
export function grounds(question: string, { outcome, language, unseenShare, candidates }: Decision): Grounds {
  const closest = candidates.map(({ pair, score }) => ({ id: pair.id, language: pair.language, score }))
  return { question, language, confidence: outcome.confidence, unseenShare, closest }
}

/** The grounds when a citizen chose the pair by name. */
export function chosenByName(question: string, { language }: QnaPair): Grounds {
  return { question, language, confidence: 1, unseenShare: null, closest: [] }
}

/** The additions to an answer that may not be what was asked. */
export interface Framing {
  readonly opening: string
  /** other questions that may be meant */
  readonly offers: readonly Offer[]
}

const UNFRAMED: Framing = { opening: '', offers: [] }

/** Replies with a pair's answer. If it answers a question, the citizen may rate it. */
export async function givePair(
  turn: Turn,
  pair: QnaPair,
  version: VersionId,
  { unseenShare, ...asked }: Grounds,
  framing: Framing = UNFRAMED,
): Promise<TurnResult> {
  const { parts, voice, chat } = turn
  const role = pair.metadata[ROLE_KEY]
  const kind = role === 'handoff' ? 'handoff' : 'answered'
  const at = parts.clock.now().toISOString()
  const receipt = await recordTurn(turn, { kind, version, confidence: asked.confidence, pairs: [pair], unseenShare })
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

/** The pair in the chat's language if the deciding version has it in that language, otherwise as it was found. */
export function translated(turn: Turn, pair: QnaPair, version: VersionId): QnaPair {
  return pair.language === turn.voice.locale.language ? pair : (inChatLanguage(turn, pair.id, version) ?? pair)
}

/** The pair in the chat's language; null when the version has it in other languages only, or another version serves by now. */
export function inChatLanguage({ parts, voice }: Turn, pairId: string, version: VersionId): QnaPair | null {
  const found = parts.assistant.pair(pairId, voice.locale.language, parts.clock.now())
  return found?.version === version ? found.pair : null
}

function without(offers: readonly Offer[], { id }: QnaPair): readonly Offer[] {
  return offers.filter(({ choice }) => choice.kind !== 'pair' || choice.pairId !== id)
}

/** The pair's prompts whose pairs still exist. */
function followUps({ parts }: Turn, { prompts, language }: QnaPair): readonly Offer[] {
  const now = parts.clock.now()
  return prompts
    .filter(({ pairId }) => parts.assistant.pair(pairId, language, now) !== null)
    .map(({ displayText, pairId }) => ({ title: displayText, choice: { kind: 'pair', pairId, language } }))
}
