import type { Progress } from '../../knowledge/ports.js'
import type { Latency } from '../latency.js'
import { auroc, expectedCalibrationError, mean, quantile } from '../statistics/metrics.js'
import type { BenchmarkedSystem, Finding, Lesson, Subject, TaughtSystem } from './benchmarked-system.js'
import {
  chooseThreshold,
  isAnswered,
  type OperatingPoint,
  operatingPointAt,
  type ThresholdCase,
} from './choose-threshold.js'
import { type IntentLine, type IntentSet, OUT_OF_SCOPE } from './intent-set.js'

/** Shares are 0…1. */
export interface IntentFigures {
  readonly classes: number
  /** number of training texts, without those out of scope */
  readonly train: number
  /** number of test questions, including those out of scope */
  readonly test: number
  /** number of in-scope questions whose class has no train row: they are counted as wrong */
  readonly untaught: number
  /** share of in-scope questions whose class was ranked first, with any confidence; null where there are none */
  readonly accuracyNoThreshold: number | null
  /** share of in-scope questions whose class was ranked first with enough confidence to answer */
  readonly inScopeAccuracy: number | null
  /** share of out-of-scope questions that were not answered; null where there are none */
  readonly oosRecall: number | null
  /** probability that an in-scope question has a higher confidence than one out of scope */
  readonly aurocOos: number | null
  /** over all questions, where an answer to one out of scope is always wrong; null when the confidence is not a probability */
  readonly ece: number | null
  readonly fitSeconds: number
  readonly msPerQuery: Latency
  /**
   * micro F1 with out of scope as a class: trained like any other where the set says so, as in Braun et al. 2017, otherwise
   * predicted by not answering
   */
  readonly f1: number
  /** the source of the threshold of `inScopeAccuracy`, `oosRecall` and `f1`; `none`: every question with a finding is answered */
  readonly thresholdFrom: 'valid' | 'own' | 'none'
  /** the threshold; null where there is none, or where several sets have one each */
  readonly threshold: number | null
  /** the same at the cautious rule's threshold; null without validation questions */
  readonly cautious: Point | null
  /** the same at the overall rule's threshold */
  readonly overall: Point | null
  /** the same at the system's own threshold; null when it has none */
  readonly own: Point | null
  /** the same with the balanced threshold chosen on the test questions: too optimistic, for comparison with figures published that way */
  readonly chosenOnTest: Point | null
  /** per set, when there are several */
  readonly sets: readonly SetFigures[]
}

export type Point = Omit<OperatingPoint, 'threshold'>

export interface SetFigures {
  readonly name: string
  readonly accuracyNoThreshold: number | null
  readonly f1: number
}

/** Questions asked before times are measured, so that the warm-up of the code does not count as latency. */
const WARM_UP = 50

/**
 * Teaches a system each intent set in turn, asks it the set's questions, and measures over all of them together. The threshold
 * is chosen on the validation questions where they include every kind that is taught; otherwise the system's own is used. It is never
 * chosen on the test questions. Where out of scope is a class like any other, there is no threshold.
 *
 * @param sets at least one; several are separate assistants that do not know each other's classes
 * @throws KnowledgeError EMPTY_EVALUATION when there is no test question, and any error of teaching
 */
export async function benchmarkIntents(
  system: BenchmarkedSystem,
  sets: readonly IntentSet[],
  onProgress?: Progress,
): Promise<IntentFigures> {
  const examined: Examined[] = []
  for (const set of sets) examined.push(await examine(system, set, onProgress))
  const tests = examined.flatMap(({ test }) => test)
  const pooled = (thresholdOf: (one: Examined) => number | null) => pooledPoint(examined, thresholdOf)
  const inScope = tests.filter((one) => one.inScope)
  const confidences = (cases: readonly TimedCase[]) => cases.map(({ confidence }) => confidence)
  const [first] = examined
  return {
    classes: sum(sets, ({ train }) => new Set(train.map(({ label }) => label)).size),
    train: sum(sets, ({ train }) => train.length),
    test: tests.length,
    untaught: sum(sets, untaughtIn),
    accuracyNoThreshold: inScope.length === 0 ? null : mean(inScope.map(({ right }) => (right ? 1 : 0))),
    ...(pooled(({ chosen }) => chosen.threshold) ?? NOTHING),
    aurocOos: auroc(confidences(inScope), confidences(tests.filter((one) => !one.inScope))),
    ece: system.calibrated ? calibrationError(tests) : null,
    fitSeconds: sum(examined, ({ fitSeconds }) => fitSeconds),
    msPerQuery: { p50: quantile(0.5, tests.map(msOf)), p95: quantile(0.95, tests.map(msOf)) },
    f1: mean(examined.flatMap(rightOrSilent)),
    thresholdFrom: first?.chosen.from ?? 'none',
    threshold: examined.length === 1 ? finiteOrNull(first?.chosen.threshold) : null,
    cautious: pooled(({ cautious }) => cautious),
    overall: pooled(({ overall }) => overall),
    own: pooled(({ own }) => own),
    chosenOnTest: inScope.length === tests.length ? null : withoutThreshold(chooseThreshold(tests, 'balanced')),
    sets: examined.length === 1 ? [] : examined.map(figuresOfSet),
  }
}

interface TimedCase extends ThresholdCase {
  readonly ms: number
}

/** The results of one set. */
interface Examined {
  readonly name: string
  readonly test: readonly TimedCase[]
  readonly fitSeconds: number
  readonly chosen: { readonly threshold: number; readonly from: IntentFigures['thresholdFrom'] }
  readonly cautious: number | null
  readonly overall: number | null
  readonly own: number | null
}

const NOTHING: Point = { inScopeAccuracy: null, oosRecall: null }

async function examine(system: BenchmarkedSystem, set: IntentSet, onProgress?: Progress): Promise<Examined> {
  const startMs = performance.now()
  const taught = await system.teach(intentLesson(set))
  const fitSeconds = (performance.now() - startMs) / 1_000
  try {
    for (const { text, lang } of set.train.slice(0, WARM_UP)) await taught.ask(text, lang)
    // With out of scope as a class, every question is answered.
    const valid = set.oosAsClass || !isTelling(set) ? [] : await askAll(taught, set, set.valid)
    const own = set.oosAsClass ? null : taught.threshold
    const test = await askAll(taught, set, set.test, onProgress)
    return {
      name: set.name,
      test,
      fitSeconds,
      chosen: chosenThreshold(valid, own),
      cautious: valid.length === 0 ? null : chooseThreshold(valid, 'cautious').threshold,
      overall: valid.length === 0 ? null : chooseThreshold(valid, 'overall').threshold,
      own,
    }
  } finally {
    await taught.close()
  }
}

/** The part of a set that a system is taught. */
export function intentLesson({ train, outOfScope }: IntentSet): Lesson {
  return { subjects: subjectsOf(train), outOfScope: outOfScope.map(({ text }) => text) }
}

/** Whether the validation rows include every kind that is taught: one kind alone would choose to answer always, or never. */
function isTelling({ valid, outOfScope }: IntentSet): boolean {
  const isOut = ({ label }: IntentLine) => label === OUT_OF_SCOPE
  return valid.some((line) => !isOut(line)) && (outOfScope.length === 0 || valid.some(isOut))
}

function chosenThreshold(valid: readonly TimedCase[], own: number | null): Examined['chosen'] {
  if (valid.length > 0) return { threshold: chooseThreshold(valid, 'balanced').threshold, from: 'valid' }
  if (own !== null) return { threshold: own, from: 'own' }
  return { threshold: Number.NEGATIVE_INFINITY, from: 'none' }
}

/** One subject per class and language, in the order of the lines. */
function subjectsOf(train: readonly IntentLine[]): readonly Subject[] {
  const subjects = new Map<string, { id: string; phrasings: string[]; answer: null; language: string }>()
  for (const { label, text, lang } of train) {
    const key = `${lang}/${label}`
    const subject = subjects.get(key) ?? { id: label, phrasings: [], answer: null, language: lang }
    subject.phrasings.push(text)
    subjects.set(key, subject)
  }
  return [...subjects.values()]
}

async function askAll(
  taught: TaughtSystem,
  { oosAsClass }: IntentSet,
  lines: readonly IntentLine[],
  onProgress?: Progress,
): Promise<readonly TimedCase[]> {
  const asked: TimedCase[] = []
  for (const { text, label, lang } of lines) {
    const startMs = performance.now()
    const finding = await taught.ask(text, lang)
    const ms = performance.now() - startMs
    asked.push({ ...judged(finding, label, oosAsClass || label !== OUT_OF_SCOPE), ms })
    onProgress?.('ask', asked.length, lines.length)
  }
  return asked
}

function judged({ ranked: [best], confidence }: Finding, label: string, inScope: boolean): ThresholdCase {
  return { inScope, right: inScope && best === label, confidence }
}

/** The point over several sets, each at its own threshold; null when one has none. */
function pooledPoint(examined: readonly Examined[], thresholdOf: (one: Examined) => number | null): Point | null {
  const cases: ThresholdCase[] = []
  for (const one of examined) {
    const threshold = thresholdOf(one)
    if (threshold === null) return null
    cases.push(...one.test.map((asked) => ({ ...asked, confidence: isAnswered(asked, threshold) ? 1 : 0 })))
  }
  return withoutThreshold(operatingPointAt(1, cases))
}

function untaughtIn({ train, test, oosAsClass }: IntentSet): number {
  const taught = new Set(train.map(({ label }) => label))
  return test.filter(({ label }) => (oosAsClass || label !== OUT_OF_SCOPE) && !taught.has(label)).length
}

/** Per question, 1 when it was rightly answered or rightly not answered, otherwise 0. */
function rightOrSilent({ test, chosen }: Examined): readonly number[] {
  return test.map((one) => (isAnswered(one, chosen.threshold) ? one.right : !one.inScope)).map(Number)
}

function figuresOfSet(one: Examined): SetFigures {
  const inScope = one.test.filter((asked) => asked.inScope)
  return {
    name: one.name,
    accuracyNoThreshold: inScope.length === 0 ? null : mean(inScope.map(({ right }) => (right ? 1 : 0))),
    f1: mean(rightOrSilent(one)),
  }
}

function calibrationError(tests: readonly TimedCase[]): number {
  return expectedCalibrationError(
    tests.map(({ confidence, right }) => ({ confidence: Math.max(0, confidence), right })),
  )
}

function withoutThreshold({ inScopeAccuracy, oosRecall }: OperatingPoint): Point {
  return { inScopeAccuracy, oosRecall }
}

function finiteOrNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null
}

function msOf({ ms }: TimedCase): number {
  return ms
}

function sum<T>(all: readonly T[], numberOf: (one: T) => number): number {
  return all.reduce((total, one) => total + numberOf(one), 0)
}
