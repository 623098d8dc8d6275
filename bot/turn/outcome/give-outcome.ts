import type { Decision } from '../../../knowledge/search/outcome.js'
import { words } from '../../../knowledge/text/normalise.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import { contactReply, missReply, noticeReply, unsearchableReply } from '../../reply/replies.js'
import type { Origin } from '../../reply/reply.js'
import { askAbout } from './ask-about.js'
import { givePair, grounds, translated } from './give-pair.js'
import type { Turn, TurnResult } from './turn.js'
import { recordTurn, recordUnanswered } from './turn-records.js'

/** After this many questions in a row without an answer, the reply names the way to a person unasked. */
const MISSES_UNTIL_PERSON = 2

/** A longer message usually tells a story, in which the question gets lost. */
const MOST_WORDS = 35

/** Replies with a decision's outcome. */
export async function giveOutcome(turn: Turn, decision: Decision): Promise<TurnResult> {
  const { outcome, version, unseenShare } = decision
  switch (outcome.kind) {
    case 'answered':
    case 'handoff':
      if (outcome.pair === null) return giveContact(turn, version, unseenShare)
      return givePair(turn, translated(turn, outcome.pair, version), version, grounds(turn.text, decision))
    case 'clarification':
      return askAbout(turn, decision, outcome.pairs)
    case 'fallback': {
      const { origin, recorded } = await recordFallback(turn, decision)
      return outcome.reason === 'not-confident'
        ? giveMiss(turn, turn.voice.locale.bot.fallback, origin, recorded)
        : { reply: unsearchableReply(turn.voice, outcome.reason, origin), chat: turn.chat }
    }
  }
}

/**
 * Records that a message got no answer. If the message could be searched for, its question is also stored for the editors.
 *
 * @returns `recorded`: whether the question is stored for the editors
 */
export async function recordFallback(
  turn: Turn,
  decision: Decision,
): Promise<{ readonly origin: Origin; readonly recorded: boolean }> {
  const { outcome, version, unseenShare } = decision
  const isQuestion = outcome.kind !== 'fallback' || outcome.reason === 'not-confident'
  const { confidence } = outcome
  const [receipt, recorded] = await Promise.all([
    recordTurn(turn, { kind: 'fallback', version, confidence, pairs: [], unseenShare }),
    isQuestion && recordUnanswered(turn, decision),
  ])
  return { origin: { version, receipt, editorial: false }, recorded }
}

/** Replies with the configured way to a person, for when editors wrote none. */
export async function giveContact(
  turn: Turn,
  version: VersionId,
  unseenShare: number | null = null,
): Promise<TurnResult> {
  const receipt = await recordTurn(turn, { kind: 'handoff', version, confidence: 1, pairs: [], unseenShare })
  const reply = contactReply(turn.voice, { version, receipt, editorial: false })
  return { reply, chat: { ...turn.chat, misses: 0 } }
}

/** Replies that there is no answer; after several misses in a row, also who can help instead. */
export function giveMiss(turn: Turn, opening: string, origin: Origin | null, recorded: boolean): TurnResult {
  const { voice, chat, text } = turn
  const { bot } = voice.locale
  const misses = chat.misses + 1
  const advice = words(text).length > MOST_WORDS ? bot.tryShorter : bot.tryAgain
  const insist = misses >= MISSES_UNTIL_PERSON
  return { reply: missReply(voice, opening, recorded, insist ? null : advice, origin), chat: { ...chat, misses } }
}

/** Replies with a message about the chat itself. */
export function giveNotice(
  { voice, chat }: Turn,
  text: 'onlyText' | 'languageSwitched' | 'choiceGone' | 'noSubject' | 'welcome',
): TurnResult {
  return { reply: noticeReply(voice, voice.locale.bot[text]), chat }
}
