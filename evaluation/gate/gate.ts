import type { CaseResult } from '../evaluate.js'
import { lossP } from '../statistics/mcnemar.js'
import { type Summary, slicesOf } from '../summary.js'
import type { Comparison, Evaluated, MovedQuestion } from './compare.js'
import { pairedResults, strayedAnswers } from './compare.js'
import type { Finding } from './findings.js'
import { isHopeless, strandedCases, strandedFindings } from './stranded-cases.js'
import { thievesOf } from './thieves.js'
import { type GateVerdict, RULE_IDS, type RuleId, type RuleVerdict, rulesThat } from './verdict.js'

/** Limits of the gate; an operator may change each of them, and the report shows the values in force. */
export interface GateLimits {
  /** fewer answerable or unanswerable cases than this prove nothing */
  readonly leastCases: number
  readonly leastUnanswerable: number
  /** the challenger is held if its losses are less likely than this by chance alone */
  readonly significance: number
  /** a slice smaller than this is shown but not judged */
  readonly leastSliceCases: number
  /** most confidence that a critical answer may lose, 0…1, when it becomes a choice that offers it: any new fit moves it by as much */
  readonly criticalConfidence: number
  /** greatest share of unanswerable questions that may be answered */
  readonly falseAnswerRate: number
  readonly calibrationError: number
  readonly indexRecall: number
  /** greatest p95 latency as a multiple of the champion's */
  readonly latencyRatio: number
}

export const DEFAULT_GATE_LIMITS: GateLimits = {
  leastCases: 30,
  leastUnanswerable: 5,
  significance: 0.05,
  leastSliceCases: 8,
  criticalConfidence: 0.05,
  falseAnswerRate: 0.15,
  calibrationError: 0.2,
  indexRecall: 0.99,
  latencyRatio: 3,
}

/** Latencies below this are noise of the machine, at any ratio. */
const NEGLIGIBLE_MS = 5

/** The input of the gate. `champion` is null for the first version, which is judged on its own. */
export interface GateInput {
  readonly challenger: Evaluated & { readonly summary: Summary }
  readonly champion: (Evaluated & { readonly summary: Summary }) | null
  readonly comparison: Comparison | null
  /** recall@10 of the index against the exact neighbours, 0…1; null when it was not measured */
  readonly indexRecall: number | null
  readonly limits: GateLimits
}

export type Found = Omit<RuleVerdict, 'id'>

/** One `hold` holds the version. A rule without its figures holds; it never passes. Null where a rule does not apply. */
const RULES: Readonly<Partial<Record<RuleId, (input: GateInput) => Found | null>>> = {
  'enough-cases': enoughCases,
  'cases-name-pairs': casesNamePairs,
  'no-critical-lost': noCriticalLost,
  'no-answer-strayed': noAnswerStrayed,
  'no-language-dropped': noLanguageDropped,
  'no-pair-steals': noPairSteals,
  'ranking-not-worse': rankingNotWorse,
  'served-not-worse': servedNotWorse,
  'few-false-answers': fewFalseAnswers,
  'slices-not-worse': slicesNotWorse,
  calibrated,
  'index-recall': indexFindsNeighbours,
  latency: fastEnough,
}

/** Judges a challenger against the champion. */
export function gate(input: GateInput): GateVerdict {
  const rules = RULE_IDS.flatMap((id) => {
    const found = RULES[id]?.(input) ?? null
    return found === null ? [] : [{ id, ...found }]
  })
  return { gate: rulesThat('hold', rules).length === 0 ? 'pass' : 'hold', rules }
}

export function found(holds: boolean, ...findings: readonly Finding[]): Found {
  return { verdict: holds ? 'hold' : 'pass', findings }
}

/** The result of a rule that holds when its list is not empty. */
export function holdsWith<F extends Finding & { readonly named: readonly unknown[] }>(finding: F): Found {
  return finding.named.length === 0 ? found(false) : found(true, finding)
}

function enoughCases({ challenger: { summary }, limits }: GateInput): Found {
  const { cases, answerable } = summary.clean
  const { leastCases: leastAnswerable, leastUnanswerable } = limits
  const unanswerable = cases - answerable
  return found(answerable < leastAnswerable || unanswerable < leastUnanswerable, {
    kind: 'cases',
    answerable,
    unanswerable,
    leastAnswerable,
    leastUnanswerable,
  })
}

/** A critical case that no version can meet does not protect anything. */
function casesNamePairs({ challenger: { pairs, results } }: GateInput): Found {
  const cases = results.filter(({ noise }) => noise === 'clean').map((result) => result.case)
  const stranded = strandedCases(cases, pairs)
  const findings = strandedFindings(stranded)
  if (stranded.length === 0) return { verdict: 'pass', findings }
  return { verdict: stranded.some(isHopeless) ? 'hold' : 'note', findings }
}

function noCriticalLost({ comparison, challenger, limits }: GateInput): Found {
  if (comparison === null) {
    const failed = challenger.results.filter(
      (result) => result.case.critical && result.noise === 'clean' && isFailed(result),
    )
    const named = failed.map(({ asked, language }) => ({ kind: 'question' as const, question: asked, language }))
    return holdsWith({ kind: 'critical-not-served', named })
  }
  const worse = comparison.moved.filter((moved) => moved.critical && moved.verdict === 'lost')
  const askedBack = worse.filter((moved) => isHardlyWorse(moved, limits))
  const lost = worse.filter((moved) => !askedBack.includes(moved))
  if (lost.length > 0 || askedBack.length === 0) return holdsWith({ kind: 'critical-lost', named: lost.map(asLoss) })
  const { criticalConfidence: confidence } = limits
  return { verdict: 'note', findings: [{ kind: 'critical-asked-back', confidence, named: askedBack.map(asLoss) }] }
}

/** Whether a first version shows neither the right answer nor the way to a person, or answers an unanswerable question. */
function isFailed({ case: { relevant }, shown, kind }: CaseResult): boolean {
  if (relevant.length === 0) return kind === 'answered'
  return kind !== 'handoff' && !shown.some((id) => relevant.includes(id))
}

/** Whether an answer fell only slightly below the threshold: the citizen still finds it among the choices. */
function isHardlyWorse({ before, after }: MovedQuestion, { criticalConfidence }: GateLimits): boolean {
  const wasGiven = before.kind === 'answered' || before.kind === 'handoff'
  const isOffered = after.kind === 'clarification' && before.pairIds.every((id) => after.pairIds.includes(id))
  return wasGiven && isOffered && before.confidence - after.confidence <= criticalConfidence
}

function noAnswerStrayed({ champion, challenger }: GateInput): Found | null {
  if (champion === null) return null
  const strayed = strayedAnswers(champion.pairs, challenger.pairs)
  const named = [...strayed].map(([pair, from]) => ({ kind: 'strayed-answer' as const, pair, from }))
  return holdsWith({ kind: 'answers-strayed', named })
}

function noLanguageDropped({ champion, challenger }: GateInput): Found | null {
  if (champion === null) return null
  const languages = (pairs: Evaluated['pairs']) => new Set(pairs.map(({ language }) => language))
  const kept = languages(challenger.pairs)
  const dropped = [...languages(champion.pairs)].filter((language) => !kept.has(language))
  const named = dropped.map((language) => ({ kind: 'language' as const, language }))
  return holdsWith({ kind: 'languages-gone', named })
}

function noPairSteals({ champion, challenger, comparison }: GateInput): Found | null {
  if (champion === null || comparison === null) return null
  return holdsWith({ kind: 'thieves', named: thievesOf(champion.pairs, challenger.pairs, comparison) })
}

function rankingNotWorse({ champion, challenger, limits }: GateInput): Found | null {
  if (champion === null) return null
  const change = rankChange(pairedResults(champion.results, challenger.results))
  return found(change.chance < limits.significance, { kind: 'change', ...change })
}

function servedNotWorse({ comparison, limits }: GateInput): Found | null {
  if (comparison === null) return null
  const change = changeOf(comparison.won, comparison.lost)
  const named = comparison.moved.filter((moved) => moved.verdict === 'lost').map(asLoss)
  const lost = named.length === 0 ? [] : [{ kind: 'questions-lost' as const, named }]
  return found(change.chance < limits.significance, { kind: 'change', ...change }, ...lost)
}

function fewFalseAnswers({ challenger: { summary }, limits }: GateInput): Found {
  const rate = summary.clean.falseAnswerRate?.value
  if (rate === undefined) return found(true, { kind: 'no-unanswerable' })
  return found(rate > limits.falseAnswerRate, { kind: 'false-answers', rate, most: limits.falseAnswerRate })
}

function slicesNotWorse({ champion, challenger, limits }: GateInput): Found | null {
  if (champion === null) return null
  const before = new Map(champion.results.map((result) => [askedKey(result), result]))
  const named = [...slicesOf(challenger.results)]
    .filter(([name, { length }]) => /^(language|noise):/.test(name) && length >= limits.leastSliceCases)
    .map(([slice, results]) => {
      return { kind: 'slice' as const, slice, ...rankChange(pairUp(before, results)) }
    })
    .filter(({ chance }) => chance < limits.significance)
  return holdsWith({ kind: 'slices-worse', named })
}

function calibrated({ challenger: { summary }, limits }: GateInput): Found {
  const { ece: error } = summary
  if (Number.isNaN(error)) return found(true, { kind: 'not-measured' })
  return found(error > limits.calibrationError, { kind: 'calibration', error, most: limits.calibrationError })
}

export function indexFindsNeighbours({
  indexRecall: recall,
  limits,
}: Pick<GateInput, 'indexRecall' | 'limits'>): Found {
  if (recall === null || Number.isNaN(recall)) return found(true, { kind: 'not-measured' })
  return found(recall < limits.indexRecall, { kind: 'index-recall', recall, least: limits.indexRecall })
}

export function fastEnough({
  champion,
  challenger,
  limits,
}: Pick<GateInput, 'champion' | 'challenger' | 'limits'>): Found | null {
  if (champion === null) return null
  const [nowMs, beforeMs] = [challenger.summary.msPerQuery.p95, champion.summary.msPerQuery.p95]
  const tooSlow = nowMs > NEGLIGIBLE_MS && nowMs > beforeMs * limits.latencyRatio
  return found(tooSlow, { kind: 'latency', nowMs, beforeMs, most: limits.latencyRatio })
}

interface Change {
  readonly won: number
  readonly lost: number
  /** probability of so many losses by chance alone, 0…1 */
  readonly chance: number
}

function changeOf(won: number, lost: number): Change {
  return { won, lost, chance: lossP(won, lost) }
}

function rankChange(paired: readonly (readonly [CaseResult, CaseResult])[]): Change {
  return changeOf(
    paired.filter(([old, now]) => old.rank !== 1 && now.rank === 1).length,
    paired.filter(([old, now]) => old.rank === 1 && now.rank !== 1).length,
  )
}

/** Pairs each result with the former result of the same question, whatever language was detected then. */
function pairUp(before: ReadonlyMap<string, CaseResult>, after: readonly CaseResult[]) {
  return after.flatMap((now) => {
    const same = before.get(askedKey(now))
    return same === undefined ? [] : [[same, now] as const]
  })
}

function askedKey({ case: { language }, noise, asked }: CaseResult): string {
  return `${language} ${noise} ${asked}`
}

function asLoss({ question, language, blame }: MovedQuestion) {
  return { kind: 'loss' as const, question, language, blame }
}
