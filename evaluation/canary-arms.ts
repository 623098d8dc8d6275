import { type FeedbackEntry, lastVotes } from '../knowledge/records/feedback.js'
import type { TurnEntry } from '../knowledge/records/turns.js'
import type { VersionId } from '../knowledge/version-id.js'
import type { ArmCount } from './statistics/sequential-verdict.js'

/** One side of a canary; answers that did not help are among the bad turns. */
export interface Arm extends ArmCount {
  readonly notHelpful: number
}

/** The two sides of a canary. */
export interface Arms {
  readonly champion: Arm
  readonly challenger: Arm
}

const NO_TURN: Arm = { turns: 0, bad: 0, notHelpful: 0 }

export const NO_TURNS: Arms = { champion: NO_TURN, challenger: NO_TURN }

/** The parts of a turn that a canary counts. */
export type CountedTurn = Pick<TurnEntry, 'kind' | 'version'>

/** Whether the turn left the citizen without an answer, or sent them to a person. */
export function isBadTurn({ kind }: Pick<TurnEntry, 'kind'>): boolean {
  return kind === 'fallback' || kind === 'handoff'
}

/** The side that answered a turn, or null when neither did. */
export function armOf(
  { version }: Pick<TurnEntry, 'version'>,
  trial: { readonly champion: VersionId; readonly challenger: VersionId },
): keyof Arms | null {
  if (version === trial.challenger) return 'challenger'
  return version === trial.champion ? 'champion' : null
}

export function countTurn(arms: Arms, arm: keyof Arms, turn: Pick<TurnEntry, 'kind'>): Arms {
  const before = arms[arm]
  return { ...arms, [arm]: { ...before, turns: before.turns + 1, bad: before.bad + (isBadTurn(turn) ? 1 : 0) } }
}

/**
 * Counts a vote on an answer whose turn was counted as good.
 *
 * @param vote `before`: the previous vote on the same answer, null when there is none
 */
export function countVote(
  arms: Arms,
  arm: keyof Arms,
  { helpful, before }: { readonly helpful: boolean; readonly before: boolean | null },
): Arms {
  const change = (helpful ? 0 : 1) - (before === false ? 1 : 0)
  const { turns, bad, notHelpful } = arms[arm]
  return { ...arms, [arm]: { turns, bad: bad + change, notHelpful: notHelpful + change } }
}

/**
 * Counts the turns of a trial from the logs.
 *
 * @param votes on the trial's answers, oldest first
 */
export async function countArms(
  turns: AsyncIterable<TurnEntry>,
  votes: AsyncIterable<FeedbackEntry>,
  trial: { readonly champion: VersionId; readonly challenger: VersionId; readonly since: Date },
): Promise<Arms> {
  const helped = await lastVotes(votes)
  let arms = NO_TURNS
  for await (const turn of turns) {
    const arm = Date.parse(turn.at) < trial.since.getTime() ? null : armOf(turn, trial)
    if (arm === null) continue
    arms = countTurn(arms, arm, turn)
    const helpful = helped.get(turn.receipt)
    if (helpful !== undefined && !isBadTurn(turn)) arms = countVote(arms, arm, { helpful, before: null })
  }
  return arms
}
