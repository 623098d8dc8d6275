import { byCodeUnit } from '../knowledge/text/by-code-unit.js'
import { words } from '../knowledge/text/normalise.js'
import { type CaseResult, isFalseAnswer, isServed } from './evaluate.js'
import { type Estimate, estimateMean } from './statistics/estimate.js'
import {
  auroc,
  type Bin,
  expectedCalibrationError,
  meanReciprocalRankAt,
  quantile,
  reliabilityBins,
} from './statistics/metrics.js'

/** How good a version is on one slice of cases. Shares are 0…1; a figure without any case is null. */
export interface SliceFigures {
  readonly cases: number
  readonly answerable: number
  readonly hitAt1: Estimate | null
  readonly hitAt3: Estimate | null
  readonly mrrAt10: number | null
  /** share of unanswerable questions that got an answer */
  readonly falseAnswerRate: Estimate | null
  /** share of all answers given that were wrong */
  readonly wrongAnswerShare: number | null
  readonly fallbackRate: number
  readonly servedRate: Estimate | null
}

/** A point of the risk–coverage curve: the share of wrong answers if only the most confident questions are answered. */
export interface RiskPoint {
  readonly coverage: number
  readonly risk: number
  readonly threshold: number
}

export interface Summary {
  readonly clean: SliceFigures
  readonly aurocAnswerable: number | null
  readonly ece: number
  readonly reliability: readonly Bin[]
  readonly riskCoverage: readonly RiskPoint[]
  /** by name, e.g. `language:es`, `noise:typos`, `topic:fees`, `length:short` */
  readonly slices: Readonly<Record<string, SliceFigures>>
  readonly msPerQuery: { readonly p50: number; readonly p95: number }
}

/** Questions of at most this many words are `length:short`. */
const SHORT_WORDS = 4

/** @throws KnowledgeError EMPTY_EVALUATION when there is no clean result */
export function summarise(results: readonly CaseResult[]): Summary {
  const clean = results.filter(({ noise }) => noise === 'clean')
  const calibrated = clean.map(({ confidence, bestIsRight }) => ({ confidence, right: bestIsRight }))
  const confidences = (answerable: boolean) =>
    clean.filter((result) => isAnswerable(result) === answerable).map(({ confidence }) => confidence)
  const times = clean.map(({ ms }) => ms)
  return {
    clean: figuresOf(clean),
    aurocAnswerable: auroc(confidences(true), confidences(false)),
    ece: expectedCalibrationError(calibrated),
    reliability: reliabilityBins(clean.map(({ confidence, bestIsRight }) => ({ confidence, right: bestIsRight }))),
    riskCoverage: riskCoverageOf(clean),
    slices: Object.fromEntries([...slicesOf(results)].map(([name, slice]) => [name, figuresOf(slice)])),
    msPerQuery: { p50: quantile(0.5, times), p95: quantile(0.95, times) },
  }
}

/** Results by slice name, in alphabetical order. Noisy results only form one slice per noise; all other slices are of clean results. */
export function slicesOf(results: readonly CaseResult[]): ReadonlyMap<string, readonly CaseResult[]> {
  const slices = new Map<string, CaseResult[]>()
  for (const result of results) {
    for (const name of sliceNames(result)) {
      const slice = slices.get(name)
      if (slice === undefined) slices.set(name, [result])
      else slice.push(result)
    }
  }
  return new Map([...slices].sort(([left], [right]) => byCodeUnit(left, right)))
}

function sliceNames({ case: golden, asked, language, noise, topic }: CaseResult): readonly string[] {
  if (noise !== 'clean') return [`noise:${noise}`]
  const names = [`language:${language}`, `origin:${golden.origin}`]
  names.push(words(asked).length <= SHORT_WORDS ? 'length:short' : 'length:long')
  if (golden.kind !== null) names.push(`kind:${golden.kind}`)
  if (golden.channel !== null) names.push(`channel:${golden.channel}`)
  if (topic !== null) names.push(`topic:${topic}`)
  return names
}

function figuresOf(results: readonly CaseResult[]): SliceFigures {
  const answerable = results.filter(isAnswerable)
  const unanswerable = results.filter((result) => !isAnswerable(result))
  const answers = results.filter(({ kind }) => kind === 'answered' || kind === 'handoff')
  const ranks = answerable.map(({ rank }) => rank)
  const count = (holds: boolean): number => (holds ? 1 : 0)
  return {
    cases: results.length,
    answerable: answerable.length,
    hitAt1: estimateMean(ranks.map((rank) => count(rank === 1))),
    hitAt3: estimateMean(ranks.map((rank) => count(rank !== null && rank <= 3))),
    mrrAt10: ranks.length === 0 ? null : meanReciprocalRankAt(10, ranks),
    falseAnswerRate: estimateMean(unanswerable.map((result) => count(isFalseAnswer(result)))),
    wrongAnswerShare: answers.length === 0 ? null : answers.filter(isFalseAnswer).length / answers.length,
    fallbackRate: results.length === 0 ? 0 : results.filter(({ kind }) => kind === 'fallback').length / results.length,
    servedRate: estimateMean(results.map((result) => count(isServed(result)))),
  }
}

function isAnswerable({ case: { relevant } }: CaseResult): boolean {
  return relevant.length > 0
}

/** One point per confidence: a threshold cannot separate questions of equal confidence. */
function riskCoverageOf(results: readonly CaseResult[]): readonly RiskPoint[] {
  const sorted = [...results].sort((left, right) => right.confidence - left.confidence)
  let wrong = 0
  return sorted.flatMap(({ confidence, bestIsRight }, i) => {
    if (!bestIsRight) wrong++
    if (sorted[i + 1]?.confidence === confidence) return []
    return [{ coverage: (i + 1) / sorted.length, risk: wrong / (i + 1), threshold: confidence }]
  })
}
