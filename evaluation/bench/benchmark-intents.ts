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
  /** texts learnt from, those out of scope left out */
  readonly train: number
  /** questions asked, those out of scope included */
  readonly test: number
  /** in-scope questions of a class that no train row has: they count, and are never right */
  readonly untaught: number
  /** in-scope questions whose class was ranked first, however sure; null where there are none */
  readonly accuracyNoThreshold: number | null
  /** in-scope questions whose class was ranked first by a system that was sure enough to answer */
  readonly inScopeAccuracy: number | null
  /** out-of-scope questions that were not answered; null where there are none */
  readonly oosRecall: number | null
  /** chance that an in-scope question is answered more surely than one out of scope */
  readonly aurocOos: number | null
  /** over all questions, one out of scope never being answered rightly; null when the confidence is no probability */
  readonly ece: number | null
  readonly fitSeconds: number
  readonly msPerQuery: Latency
  /**
   * micro F1 with out of scope as a class of its own: taught like any other where the set says so, as Braun et al. 2017 do it, and
   * otherwise predicted by silence
   */
  readonly f1: number
  /** where `inScopeAccuracy`, `oosRecall` and `f1` got their threshold: `none` answers whatever finds anything */
  readonly thresholdFrom: 'valid' | 'own' | 'none'
  /** one number, or null where there is none or each of several sets has its own */
  readonly threshold: number | null
  /** the same at the cautious rule's threshold; null without validation questions */
  readonly cautious: Point | null
  /** the same at the overall rule's threshold */
  readonly overall: Point | null
  /** the same at the threshold that the system has of its own; null when it has none */
  readonly own: Point | null
  /** the same with the balanced threshold chosen on the test questions: flattering, for published rows that were made so */
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

/** Questions asked before the clock counts, so that code which has not run yet does not show as latency. */
const WARM_UP = 50

/**
 * Teaches a system each intent set in turn, asks it the set's questions, and measures over all of them together. A threshold
 * is chosen on the validation questions where there are some of every kind that is taught; otherwise the system's own holds. Never on
 * the test questions. Where out of scope is a class like any other, none holds.
 *
 * @param sets at least one; several are separate assistants, none of which knows the classes of another
 * @throws KnowledgeError EMPTY_EVALUATION when there is no test question, and whatever teaching can throw
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

/** One set, asked. */
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
    // With out of scope as a class there is nothing to be silent about.
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

/** What a system is taught of a set. */
export function intentLesson({ train, outOfScope }: IntentSet): Lesson {
  return { subjects: subjectsOf(train), outOfScope: outOfScope.map(({ text }) => text) }
}

/** Whether the validation rows are of every kind that is taught: from one kind alone follows silence always, or never. */
function isTelling({ valid, outOfScope }: IntentSet): boolean {
  const isOut = ({ label }: IntentLine) => label === OUT_OF_SCOPE
  return valid.some((line) => !isOut(line)) && (outOfScope.length === 0 || valid.some(isOut))
}

function chosenThreshold(valid: readonly TimedCase[], own: number | null): Examined['chosen'] {
  if (valid.length > 0) return { threshold: chooseThreshold(valid, 'balanced').threshold, from: 'valid' }
  if (own !== null) return { threshold: own, from: 'own' }
  return { threshold: Number.NEGATIVE_INFINITY, from: 'none' }
}

/** A subject per class and language, in the order of the lines. */
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

/** Of several sets, each at its own threshold; null when one has none. */
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

/** Per question 1 when it was answered rightly, or rightly not at all. */
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
