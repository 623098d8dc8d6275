import { KnowledgeError } from '../../knowledge/errors.js'

/**
 * Share of cases whose expected pair is among the first `k`.
 *
 * @param ranks one per case: rank of the expected pair counted from 1, or null when it was not returned
 * @returns a number in [0, 1]
 * @throws KnowledgeError EMPTY_EVALUATION when `ranks` is empty
 */
export function hitAt(k: number, ranks: readonly (number | null)[]): number {
  return mean(ranks.map((rank) => (rank !== null && rank <= k ? 1 : 0)))
}

/**
 * Mean reciprocal rank of the expected pair, cut off after `k`.
 *
 * @param ranks one per case: rank of the expected pair counted from 1, or null when it was not returned
 * @returns a number in [0, 1]; a null rank, or one beyond `k`, counts as 0
 * @throws KnowledgeError EMPTY_EVALUATION when `ranks` is empty
 * @see Voorhees, The TREC-8 Question Answering Track Report, 1999
 */
export function meanReciprocalRankAt(k: number, ranks: readonly (number | null)[]): number {
  return mean(ranks.map((rank) => (rank !== null && rank <= k ? 1 / rank : 0)))
}

/**
 * Area under the ROC curve: probability that a random positive scores above a random negative; ties count a half.
 *
 * @returns a number in [0, 1], or null when either side is empty
 * @throws RangeError when a score is NaN: a defect of the caller
 * @see Mann & Whitney, On a Test of Whether One of Two Random Variables is Stochastically Larger, 1947
 */
export function auroc(positives: readonly number[], negatives: readonly number[]): number | null {
  if (positives.length === 0 || negatives.length === 0) return null
  refuseNaN(positives)
  refuseNaN(negatives)
  const all = [
    ...positives.map((score) => ({ score, positive: true })),
    ...negatives.map((score) => ({ score, positive: false })),
  ].sort((left, right) => left.score - right.score)
  let rankSum = 0
  for (let start = 0; start < all.length; ) {
    let end = start
    while (end < all.length && all[end]?.score === all[start]?.score) end++
    const sharedRank = (start + 1 + end) / 2
    for (let i = start; i < end; i++) if (all[i]?.positive) rankSum += sharedRank
    start = end
  }
  const least = (positives.length * (positives.length + 1)) / 2
  return (rankSum - least) / (positives.length * negatives.length)
}

/** A prediction and whether it came true. */
export interface Calibrated {
  /** 0…1 */
  readonly confidence: number
  readonly right: boolean
}

/** Answers of similar confidence, and the share of them that was right. */
export interface Bin {
  /** mean, 0…1 */
  readonly confidence: number
  /** share right, 0…1 */
  readonly accuracy: number
  readonly cases: number
}

/**
 * Ten bins of equal width, least confident first; those without a case are left out.
 *
 * @throws RangeError when a confidence is NaN: a defect of the caller
 */
export function reliabilityBins(cases: readonly Calibrated[]): readonly Bin[] {
  refuseNaN(cases.map(({ confidence }) => confidence))
  const bins = Array.from({ length: 10 }, () => ({ confidence: 0, right: 0, cases: 0 }))
  for (const { confidence, right } of cases) {
    const bin = bins[Math.max(0, Math.min(9, Math.floor(confidence * 10)))]
    if (bin === undefined) continue
    bin.cases++
    bin.confidence += confidence
    if (right) bin.right++
  }
  return bins
    .filter(({ cases }) => cases > 0)
    .map(({ confidence, right, cases }) => ({ confidence: confidence / cases, accuracy: right / cases, cases }))
}

/**
 * Expected calibration error over ten bins of equal width.
 *
 * @returns mean distance between confidence and accuracy, weighted by bin size, in [0, 1]
 * @throws KnowledgeError EMPTY_EVALUATION when `cases` is empty
 * @throws RangeError as `reliabilityBins` does
 * @see Guo et al., On Calibration of Modern Neural Networks, 2017
 */
export function expectedCalibrationError(cases: readonly Calibrated[]): number {
  if (cases.length === 0) throw emptyEvaluation()
  const apart = reliabilityBins(cases).map((bin) => bin.cases * Math.abs(bin.confidence - bin.accuracy))
  return apart.reduce((sum, one) => sum + one, 0) / cases.length
}

/**
 * The value below which a share of the values lies, by linear interpolation.
 *
 * @param share 0…1, e.g. 0.95
 * @throws KnowledgeError EMPTY_EVALUATION when `values` is empty
 */
export function quantile(share: number, values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right)
  const position = (sorted.length - 1) * share
  const below = sorted[Math.floor(position)]
  const above = sorted[Math.ceil(position)]
  if (below === undefined || above === undefined) throw emptyEvaluation()
  return below + (above - below) * (position - Math.floor(position))
}

/** @throws KnowledgeError EMPTY_EVALUATION when `values` is empty */
export function mean(values: readonly number[]): number {
  if (values.length === 0) throw emptyEvaluation()
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** A NaN would silently drop a case, so that missing measurements would look perfect. */
function refuseNaN(values: readonly number[]): void {
  if (values.some(Number.isNaN)) throw new RangeError('a confidence is not a number')
}

function emptyEvaluation(): KnowledgeError {
  return new KnowledgeError('EMPTY_EVALUATION', { what: 'no-case-given' }, { do: 'give-answerable' })
}
