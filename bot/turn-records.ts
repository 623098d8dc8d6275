import type { Clock } from '../knowledge/ports.js'
import type { Decision } from '../knowledge/search/outcome.js'
import type { PendingClarification } from './chat.js'
import type { Assistant, TurnRecord, TurnRecorder, UnansweredQuestion, UnansweredRecorder } from './ports.js'
import { newReceipt } from './receipt.js'

export interface RecordingParts {
  readonly assistant: Assistant
  readonly turns: TurnRecorder
  readonly unanswered: UnansweredRecorder
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
  })
}

/** The same for a question whose clarification the citizen refused some turns later. Pairs that are gone by now are left out. */
export function recordUnansweredLater(
  parts: RecordingParts,
  channel: string,
  { text, language, version, confidence, closest }: PendingClarification,
): Promise<boolean> {
  const at = parts.clock.now()
  return record(parts, {
    at,
    text,
    language,
    channel,
    version,
    outcome: 'clarification-refused',
    confidence,
    closest: closest.flatMap(({ id, language: pairLanguage, score }) => {
      const found = parts.assistant.pair(id, pairLanguage, at)
      return found === null ? [] : [{ pair: found.pair, score }]
    }),
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
