import type { TurnEntry } from '../knowledge/content/turns.js'
import type { VersionId } from '../knowledge/version/manifest.js'
import type { ArmCount } from './sequential.js'

/** The two sides of a canary. */
export interface Arms {
  readonly champion: ArmCount
  readonly challenger: ArmCount
}

export const NO_TURNS: Arms = { champion: { turns: 0, bad: 0 }, challenger: { turns: 0, bad: 0 } }

/** What a canary looks at in a turn. */
export type CountedTurn = Pick<TurnEntry, 'kind' | 'version'>

/** Whether the turn left the citizen without an answer, or sent them to a person. */
export function isBadTurn({ kind }: Pick<TurnEntry, 'kind'>): boolean {
  return kind === 'fallback' || kind === 'handoff'
}

/** The side on which a turn was taken, or null when it was on neither. */
export function armOf(
  { version }: Pick<TurnEntry, 'version'>,
  trial: { readonly champion: VersionId; readonly challenger: VersionId },
): keyof Arms | null {
  if (version === trial.challenger) return 'challenger'
  return version === trial.champion ? 'champion' : null
}

export function countTurn(arms: Arms, arm: keyof Arms, turn: Pick<TurnEntry, 'kind'>): Arms {
  const { turns, bad } = arms[arm]
  return { ...arms, [arm]: { turns: turns + 1, bad: bad + (isBadTurn(turn) ? 1 : 0) } }
}

/** Counts the turns of a trial from the log. */
export async function countArms(
  turns: AsyncIterable<TurnEntry>,
  trial: { readonly champion: VersionId; readonly challenger: VersionId; readonly since: Date },
): Promise<Arms> {
  let arms = NO_TURNS
  for await (const turn of turns) {
    const arm = Date.parse(turn.at) < trial.since.getTime() ? null : armOf(turn, trial)
    if (arm !== null) arms = countTurn(arms, arm, turn)
  }
  return arms
}
