import type { Clock } from '../../knowledge/ports.js'
import type { Decision } from '../../knowledge/search/outcome.js'
import type { GivenAnswer, PendingClarification } from '../chat.js'
import type {
  Assistant,
  FeedbackRecord,
  FeedbackRecorder,
  TurnRecord,
  TurnRecorder,
  UnansweredQuestion,
  UnansweredRecorder,
} from '../ports.js'
import { newReceipt } from './receipt.js'

export interface RecordingParts {
  readonly assistant: Assistant
  readonly turns: TurnRecorder
  readonly unanswered: UnansweredRecorder
  readonly feedback: FeedbackRecorder
  readonly clock: Clock
  readonly randomBytes: (size: number) => Uint8Array
  /** logs a failure by its code, never with a citizen's words */
  readonly logFailure: (error: unknown, message: string) => void
}

/** @returns the receipt under which the turn is found, or null when it could not be recorded */
export async function recordTurn(
  parts: RecordingParts,
  turn: Omit<TurnRecord, 'receipt' | 'at'>,
): Promise<string | null> {
  const receipt = newReceipt(parts.randomBytes)
  try {
    await parts.turns.record({ ...turn, receipt, at: parts.clock.now() })
    return receipt
  } catch (error) {
    parts.logFailure(error, 'a turn was not recorded')
    return null
  }
}

/** @returns whether the question is on disk */
export function recordUnanswered(
  parts: RecordingParts,
  { text, channel }: { readonly text: string; readonly channel: string },
  { outcome, version, language, candidates }: Decision,
): Promise<boolean> {
  return record(parts, {
    at: parts.clock.now(),
    text,
    language,
    channel,
    version,
    outcome: 'fallback',
    confidence: outcome.confidence,
    closest: candidates,
    shown: null,
  })
}

/** The same for a question whose clarification the citizen refused some turns later. Pairs that are gone by now are left out. */
export function recordUnansweredLater(
  parts: RecordingParts,
  channel: string,
  { text, language, version, confidence, closest }: PendingClarification,
): Promise<boolean> {
  return record(parts, {
    at: parts.clock.now(),
    text,
    language,
    channel,
    version,
    outcome: 'clarification-refused',
    confidence,
    closest: stillThere(parts, closest),
    shown: null,
  })
}

/** The same for a question whose answer did not help. */
export function recordNotHelpful(
  parts: RecordingParts,
  channel: string,
  { question, language, version, confidence, closest, pairId }: GivenAnswer,
): Promise<boolean> {
  return record(parts, {
    at: parts.clock.now(),
    text: question,
    language,
    channel,
    version,
    outcome: 'not-helpful',
    confidence,
    closest: stillThere(parts, closest),
    shown: pairId,
  })
}

/** Whether an answer helped is worth keeping, but no reply depends on it. */
export async function recordFeedback(parts: RecordingParts, vote: FeedbackRecord): Promise<void> {
  try {
    await parts.feedback.record(vote)
  } catch (error) {
    parts.logFailure(error, 'whether an answer helped was not recorded')
  }
}

function stillThere({ assistant, clock }: RecordingParts, closest: PendingClarification['closest']) {
  const now = clock.now()
  return closest.flatMap(({ id, language, score }) => {
    const found = assistant.pair(id, language, now)
    return found === null ? [] : [{ pair: found.pair, score }]
  })
}

async function record(parts: RecordingParts, question: UnansweredQuestion): Promise<boolean> {
  try {
    await parts.unanswered.record(question)
    return true
  } catch (error) {
    parts.logFailure(error, 'an unanswered question was not recorded')
    return false
  }
}
