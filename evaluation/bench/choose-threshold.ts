import { KnowledgeError } from '../../knowledge/errors.js'

/** A question that was asked, with facts about the best answer found. */
export interface ThresholdCase {
  /** whether it has a right answer */
  readonly inScope: boolean
  /** whether the best answer found is right; false for a question out of scope */
  readonly right: boolean
  /** greater is surer; −∞ when nothing was found */
  readonly confidence: number
}

/** The result of answering only from a threshold on. */
export interface OperatingPoint {
  /** questions at or above it are answered; −∞ answers every question with a finding */
  readonly threshold: number
  /** share of the in-scope questions that are rightly answered; null where there are none */
  readonly inScopeAccuracy: number | null
  /** share of the out-of-scope questions that are not answered; null where there are none */
  readonly oosRecall: number | null
}

/**
 * Which threshold is best. `balanced`: the greatest in-scope accuracy + out-of-scope recall, as in the published figures of
 * CLINC150 and HINT3. `cautious`: the greatest out-of-scope recall that costs at most one percentage point of in-scope accuracy,
 * as a public office would choose. `overall`: the most questions right, where not answering is right for those out of scope, as
 * if out of scope were one more class.
 */
export type ThresholdRule = 'balanced' | 'cautious' | 'overall'

/** Most accuracy that the cautious rule may give up. */
const MOST_ACCURACY_LOST = 0.01

/** Smaller differences are rounding errors of sums of shares. */
const EQUAL = 1e-9

/**
 * The operating point that a rule chooses on a set of questions; the same for every system, so that none is favoured.
 * A threshold lies halfway between two neighbouring confidences. Among equally good ones the lowest wins, so that without
 * out-of-scope questions everything is answered.
 *
 * @param cases the validation questions, never the test questions
 * @throws KnowledgeError EMPTY_EVALUATION when `cases` is empty
 */
export function chooseThreshold(cases: readonly ThresholdCase[], rule: ThresholdRule): OperatingPoint {
  const points = operatingPoints(cases)
  const everything = points[0]
  if (everything === undefined) {
    throw new KnowledgeError('EMPTY_EVALUATION', { what: 'no-question-for-threshold' }, { do: 'give-validation' })
  }
  const worth = worthBy(rule, everything, cases)
  return points.reduce((best, point) => (worth(point) > worth(best) + EQUAL ? point : best), everything)
}

function worthBy(
  rule: ThresholdRule,
  everything: OperatingPoint,
  cases: readonly ThresholdCase[],
): (point: OperatingPoint) => number {
  const accuracy = ({ inScopeAccuracy }: OperatingPoint) => inScopeAccuracy ?? 0
  const recall = ({ oosRecall }: OperatingPoint) => oosRecall ?? 0
  switch (rule) {
    case 'balanced':
      return (point) => accuracy(point) + recall(point)
    case 'cautious': {
      const least = accuracy(everything) - MOST_ACCURACY_LOST - EQUAL
      return (point) => (accuracy(point) >= least ? recall(point) : Number.NEGATIVE_INFINITY)
    }
    case 'overall': {
      const inScope = cases.filter((one) => one.inScope).length / cases.length
      return (point) => inScope * accuracy(point) + (1 - inScope) * recall(point)
    }
  }
}

/** The operating point of a threshold on a set of questions. */
export function operatingPointAt(threshold: number, cases: readonly ThresholdCase[]): OperatingPoint {
  const inScope = cases.filter((one) => one.inScope)
  const outOfScope = cases.filter((one) => !one.inScope)
  return {
    threshold,
    inScopeAccuracy: shareOf(inScope.filter((one) => one.right && isAnswered(one, threshold)).length, inScope.length),
    oosRecall: shareOf(outOfScope.filter((one) => !isAnswered(one, threshold)).length, outOfScope.length),
  }
}

/** Whether something was found with enough confidence. */
export function isAnswered({ confidence }: Pick<ThresholdCase, 'confidence'>, threshold: number): boolean {
  return confidence > Number.NEGATIVE_INFINITY && confidence >= threshold
}

/** All distinct operating points, lowest threshold first, in one pass over the sorted confidences. */
function operatingPoints(cases: readonly ThresholdCase[]): readonly OperatingPoint[] {
  if (cases.length === 0) return []
  const sorted = cases
    .filter(({ confidence }) => confidence > Number.NEGATIVE_INFINITY)
    .sort((left, right) => left.confidence - right.confidence)
  const inScope = cases.filter((one) => one.inScope).length
  const outOfScope = cases.length - inScope
  let right = sorted.filter((one) => one.inScope && one.right).length
  let silent = outOfScope - sorted.filter((one) => !one.inScope).length
  const point = (threshold: number) => ({
    threshold,
    inScopeAccuracy: shareOf(right, inScope),
    oosRecall: shareOf(silent, outOfScope),
  })
  const points = [point(Number.NEGATIVE_INFINITY)]
  for (const [i, one] of sorted.entries()) {
    if (one.inScope && one.right) right--
    if (!one.inScope) silent++
    const next = sorted[i + 1]?.confidence ?? Number.POSITIVE_INFINITY
    if (next > one.confidence) points.push(point(halfway(one.confidence, next)))
  }
  return points
}

function halfway(below: number, above: number): number {
  const middle = below + (above - below) / 2
  // There is no number between neighbouring floating-point numbers.
  return middle > below ? middle : above
}

function shareOf(some: number, all: number): number | null {
  return all === 0 ? null : some / all
}
