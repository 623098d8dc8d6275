/** Number of turns of one arm, and of its bad ones (fallback, handoff, "not helpful"). */
export interface ArmCount {
  readonly turns: number
  readonly bad: number
}

export interface SequentialLimits {
  /** probability of retreating although the challenger is not worse */
  readonly alpha: number
  /** probability of keeping a challenger that is worse by `rise` */
  readonly beta: number
  /** the increase of the bad share to detect, as a difference of shares */
  readonly rise: number
  /** no verdict before this many turns of each arm */
  readonly leastTurns: number
}

export const DEFAULT_SEQUENTIAL_LIMITS: SequentialLimits = { alpha: 0.05, beta: 0.1, rise: 0.1, leastTurns: 30 }

export type SequentialVerdict = 'retreat' | 'keep' | 'go on'

/**
 * Sequential probability ratio test on the challenger's bad turns: worse than the champion by `rise`, or not worse. It may be
 * evaluated after every turn.
 *
 * @see Wald, Sequential Tests of Statistical Hypotheses, 1945
 */
export function sequentialVerdict(
  champion: ArmCount,
  challenger: ArmCount,
  limits: SequentialLimits,
): SequentialVerdict {
  if (Math.min(champion.turns, challenger.turns) < limits.leastTurns) return 'go on'
  const { share, error } = usualShare(champion)
  // One standard error against each verdict: a lucky or unlucky start of the champion must not decide it.
  if (evidenceOfWorse(share + error, challenger, limits) >= Math.log((1 - limits.beta) / limits.alpha)) return 'retreat'
  const isKept = evidenceOfWorse(share - error, challenger, limits) <= Math.log(limits.beta / (1 - limits.alpha))
  return isKept ? 'keep' : 'go on'
}

/** Log likelihood ratio of the challenger's turns: bad share higher by `rise`, against the usual bad share. */
function evidenceOfWorse(usualBadShare: number, { turns, bad }: ArmCount, { rise }: SequentialLimits): number {
  const usual = clamp(usualBadShare)
  const worse = clamp(usual + rise)
  return bad * Math.log(worse / usual) + (turns - bad) * Math.log((1 - worse) / (1 - usual))
}

/** The champion's bad share and its standard error. */
function usualShare({ turns, bad }: ArmCount): { readonly share: number; readonly error: number } {
  const share = (bad + 1) / (turns + 2)
  return { share, error: Math.sqrt((share * (1 - share)) / (turns + 2)) }
}

function clamp(share: number): number {
  return Math.min(0.99, Math.max(0.01, share))
}
