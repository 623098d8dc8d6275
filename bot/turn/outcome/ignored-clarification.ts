import type { Chat, PendingClarification } from '../../chat.js'
import type { Choice } from '../../choice.js'
import type { UnansweredRecorder } from '../../ports.js'

/**
 * The clarification that a turn left without a reply; null when there is none. A citizen replies to it by a choice, or by other words
 * that lead to one of the questions that were offered. A clarification that was repeated is still open.
 *
 * @param choice the offer that the citizen's message chose
 */
export function ignoredIn(before: Chat, after: Chat, choice: Choice | null): PendingClarification | null {
  const { pending } = before
  if (pending === null || choice?.kind === 'pair' || choice?.kind === 'none') return null
  const isOpen = after.pending?.text === pending.text
  return isOpen || isAnsweredByNow(pending, before, after) ? null : pending
}

function isAnsweredByNow({ choices }: PendingClarification, before: Chat, after: Chat): boolean {
  const given = after.answers.at(-1)
  if (given === undefined || given.receipt === before.answers.at(-1)?.receipt) return false
  return choices.some(({ choice }) => choice.kind === 'pair' && choice.pairId === given.pairId)
}

/**
 * Records the question behind a clarification that was open when its conversation ended.
 *
 * @throws what the recorder throws
 */
export async function recordLeftOpen(
  recorder: UnansweredRecorder,
  { text, language, version, confidence, closest, channel }: PendingClarification,
  at: Date,
): Promise<void> {
  await recorder.record({
    at,
    text,
    language,
    channel,
    version,
    outcome: 'clarification-ignored',
    confidence,
    closest: closest.map(({ id, score }) => ({ pair: { id }, score })),
    shown: null,
  })
}
