/** Turns of one arm: how many, and how many went badly (fallback, handoff, "not helpful"). */
export interface ArmCount {
  readonly turns: number
  readonly bad: number
}

export interface SequentialLimits {
  /** chance of retreating although the challenger is no worse */
  readonly alpha: number
  /** chance of missing a challenger that is worse by `rise` */
  readonly beta: number
  /** rise of the bad share that matters, as a difference of shares */
  readonly rise: number
  /** neither verdict before so many turns of each arm */
  readonly leastTurns: number
}

export const DEFAULT_SEQUENTIAL_LIMITS: SequentialLimits = { alpha: 0.05, beta: 0.1, rise: 0.1, leastTurns: 30 }

export type SequentialVerdict = 'retreat' | 'keep' | 'go on'

/**
 * Sequential probability ratio test on the challenger's bad turns: worse than the champion by `rise`, or no worse. May be looked
 * at after every turn.
 *
 * @see Wald, Sequential Tests of Statistical Hypotheses, 1945
 */
export function sequentialVerdict(
  champion: ArmCount,
  challenger: ArmCount,
  limits: SequentialLimits,
): SequentialVerdict {
  if (Math.min(champion.turns, challenger.turns) < limits.leastTurns) return 'go on'
  const usual = clamp(upperShare(champion))
  const worse = clamp(usual + limits.rise)
  const good = challenger.turns - challenger.bad
  const evidence = challenger.bad * Math.log(worse / usual) + good * Math.log((1 - worse) / (1 - usual))
  if (evidence >= Math.log((1 - limits.beta) / limits.alpha)) return 'retreat'
  return evidence <= Math.log(limits.beta / (1 - limits.alpha)) ? 'keep' : 'go on'
}

/** The champion's bad share with a standard error on top: a lucky start of the champion must not condemn the challenger. */
function upperShare({ turns, bad }: ArmCount): number {
  const share = (bad + 1) / (turns + 2)
  return share + Math.sqrt((share * (1 - share)) / (turns + 2))
}

function clamp(share: number): number {
  return Math.min(0.99, Math.max(0.01, share))
}
