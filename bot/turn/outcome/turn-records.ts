import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import type { Decision } from '../../../knowledge/search/outcome.js'
import type { VersionId } from '../../../knowledge/version-id.js'
import type { GivenAnswer, PendingClarification } from '../../chat.js'
import type { FeedbackRecord, TurnRecord, UnansweredQuestion } from '../../ports.js'
import { newReceipt } from './receipt.js'
import type { Turn, TurnParts } from './turn.js'

/** The outcome of a turn, for the record. */
export interface CameTo {
  readonly kind: TurnRecord['kind']
  readonly version: VersionId
  readonly confidence: number
  /** the pair given, or the pairs offered */
  readonly pairs: readonly QnaPair[]
  /** see `Decision`; null where the citizen did not ask in words */
  readonly unseenShare: number | null
}

/** @returns the receipt by which the turn is looked up, or null when it could not be recorded */
export async function recordTurn({ parts, voice }: Turn, { pairs, ...found }: CameTo): Promise<string | null> {
  const receipt = newReceipt(parts.randomBytes)
  const pairIds = pairs.map(({ id }) => id)
  const where = { channel: voice.channel.name, language: voice.locale.language }
  try {
    await parts.turns.record({ ...found, ...where, pairIds, receipt, at: parts.clock.now() })
    return receipt
  } catch (error) {
    parts.logFailure(error, 'a turn was not recorded')
    return null
  }
}

/** @returns whether the question is stored */
export function recordUnanswered(turn: Turn, { outcome, version, language, candidates }: Decision): Promise<boolean> {
  return record(turn, {
    text: turn.text,
    language,
    version,
    outcome: 'fallback',
    confidence: outcome.confidence,
    closest: candidates,
    shown: null,
  })
}

/** The same for a question whose clarification the citizen refused or ignored some turns later. Pairs that no longer exist are left out. */
export function recordUnansweredLater(
  turn: Turn,
  { text, language, version, confidence, closest }: PendingClarification,
  outcome: 'clarification-refused' | 'clarification-ignored',
): Promise<boolean> {
  return record(turn, {
    text,
    language,
    version,
    outcome,
    confidence,
    closest: stillThere(turn.parts, closest),
    shown: null,
  })
}

/** The same for a question whose answer did not help. */
export function recordNotHelpful(
  turn: Turn,
  { question, language, version, confidence, closest, pairId }: GivenAnswer,
): Promise<boolean> {
  return record(turn, {
    text: question,
    language,
    version,
    outcome: 'not-helpful',
    confidence,
    closest: stillThere(turn.parts, closest),
    shown: pairId,
  })
}

/** Records whether an answer helped. A failure is only logged, because no reply depends on it. */
export async function recordFeedback(parts: TurnParts, vote: FeedbackRecord): Promise<void> {
  try {
    await parts.feedback.record(vote)
  } catch (error) {
    parts.logFailure(error, 'a vote on an answer was not recorded')
  }
}

function stillThere({ assistant, clock }: TurnParts, closest: PendingClarification['closest']) {
  const now = clock.now()
  return closest.flatMap(({ id, language, score }) => {
    const found = assistant.pair(id, language, now)
    return found === null ? [] : [{ pair: found.pair, score }]
  })
}

async function record(
  { parts, voice }: Turn,
  { language, ...question }: Omit<UnansweredQuestion, 'at' | 'channel'>,
): Promise<boolean> {
  try {
    await parts.unanswered.record({ at: parts.clock.now(), language, channel: voice.channel.name, ...question })
    return true
  } catch (error) {
    parts.logFailure(error, 'an unanswered question was not recorded')
    return false
  }
}
