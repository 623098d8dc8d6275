import { describeBlame } from './blame.js'
import type { Comparison, Evaluated, MovedQuestion } from './compare.js'
import { pairedResults, strayedAnswers } from './compare.js'
import type { CaseResult } from './evaluate.js'
import { lossP } from './mcnemar.js'
import { named, shortList } from './name-a-few.js'
import { describeStranded, isHopeless, strandedCases } from './stranded-cases.js'
import { type Summary, slicesOf } from './summary.js'
import { thievesOf } from './thieves.js'

/** Limits of the gate; an operator may set each, and the report shows those in force. */
export interface GateLimits {
  /** fewer answerable or unanswerable cases than this prove nothing */
  readonly leastCases: number
  readonly leastUnanswerable: number
  /** losses less likely than this by chance alone hold the challenger */
  readonly significance: number
  /** a slice smaller than this is shown and not judged */
  readonly leastSliceCases: number
  /** confidence that a critical answer may lose, 0…1, where it becomes a choice that offers it: any fit moves it by as much */
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

/** Latencies below this are noise of the machine, whatever their ratio. */
const NEGLIGIBLE_MS = 5

/** What the gate judges. `champion` is null for the first version, which is judged on its own. */
export interface GateInput {
  readonly challenger: Evaluated & { readonly summary: Summary }
  readonly champion: (Evaluated & { readonly summary: Summary }) | null
  readonly comparison: Comparison | null
  /** share of exact neighbours that the index finds among ten, 0…1; null when it was not measured */
  readonly indexRecall: number | null
  readonly limits: GateLimits
}

export const RULE_VERDICTS = ['pass', 'note', 'hold'] as const

export interface RuleVerdict {
  readonly rule: string
  /** `note`: it passes, and a person should know of it before promoting */
  readonly verdict: (typeof RULE_VERDICTS)[number]
  /** the figures behind the verdict, in words */
  readonly evidence: string
}

export interface GateVerdict {
  readonly gate: 'pass' | 'hold'
  /** the evidence of every rule that holds or, where none does, of every one that notes something */
  readonly reasons: readonly string[]
  readonly rules: readonly RuleVerdict[]
}

/** The rules with this verdict. */
export function rulesThat<R extends Pick<RuleVerdict, 'verdict'>>(
  verdict: RuleVerdict['verdict'],
  rules: readonly R[],
): readonly R[] {
  return rules.filter((rule) => rule.verdict === verdict)
}

type Rule = (input: GateInput) => RuleVerdict | null

/** Every rule, in the order they are shown. One that holds is enough; a rule without its figures holds, it never passes. */
const RULES: readonly Rule[] = [
  enoughCases,
  casesNamePairs,
  noCriticalLost,
  noAnswerStrayed,
  noLanguageDropped,
  noPairSteals,
  rankingNotWorse,
  servedNotWorse,
  fewFalseAnswers,
  slicesNotWorse,
  calibrated,
  indexFindsNeighbours,
  fastEnough,
]

/** Judges a challenger against the champion. */
export function gate(input: GateInput): GateVerdict {
  const rules = RULES.map((rule) => rule(input)).filter((verdict) => verdict !== null)
  const holding = rulesThat('hold', rules)
  return {
    gate: holding.length === 0 ? 'pass' : 'hold',
    reasons: (holding.length === 0 ? rulesThat('note', rules) : holding).map(
      ({ rule, evidence }) => `${rule}: ${evidence}`,
    ),
    rules,
  }
}

function verdict(rule: string, holds: boolean, evidence: string): RuleVerdict {
  return { rule, verdict: holds ? 'hold' : 'pass', evidence }
}

function enoughCases({ challenger: { summary }, limits }: GateInput): RuleVerdict {
  const { cases, answerable } = summary.clean
  const unanswerable = cases - answerable
  const evidence = `${answerable} answerable and ${unanswerable} unanswerable cases; at least ${limits.leastCases} and ${limits.leastUnanswerable} are needed`
  return verdict('enough cases', answerable < limits.leastCases || unanswerable < limits.leastUnanswerable, evidence)
}

/** A critical case that nothing can meet would not protect what it is there to protect. */
function casesNamePairs({ challenger: { pairs, results } }: GateInput): RuleVerdict {
  const rule = 'every golden case names pairs that exist'
  const cases = results.filter(({ noise }) => noise === 'clean').map((result) => result.case)
  const stranded = strandedCases(cases, pairs)
  if (stranded.length === 0) return { rule, verdict: 'pass', evidence: 'none names another' }
  return { rule, verdict: stranded.some(isHopeless) ? 'hold' : 'note', evidence: describeStranded(stranded) }
}

function noCriticalLost({ comparison, challenger, limits }: GateInput): RuleVerdict {
  const rule = 'no critical case lost'
  if (comparison === null) {
    const failed = challenger.results.filter(
      ({ case: { critical, relevant }, noise, shown, kind }) =>
        critical &&
        noise === 'clean' &&
        relevant.length > 0 &&
        !shown.some((id) => relevant.includes(id)) &&
        kind !== 'handoff',
    )
    return verdict(
      rule,
      failed.length > 0,
      named(
        failed.length,
        'critical case is not served',
        failed.map(({ asked }) => asked),
      ),
    )
  }
  const worse = comparison.moved.filter((moved) => moved.critical && moved.verdict === 'lost')
  const askedBack = worse.filter((moved) => isHardlyWorse(moved, limits))
  const lost = worse.filter((moved) => !askedBack.includes(moved))
  if (lost.length > 0 || askedBack.length === 0) {
    return verdict(rule, lost.length > 0, named(lost.length, 'critical case lost', lost.map(describeLoss)))
  }
  const what = `critical case is asked back about, less sure by at most ${limits.criticalConfidence}`
  return { rule, verdict: 'note', evidence: named(askedBack.length, what, askedBack.map(describeLoss)) }
}

/** An answer that was hardly sure enough, and is hardly not any more: the citizen finds it in the question back. */
function isHardlyWorse({ before, after }: MovedQuestion, { criticalConfidence }: GateLimits): boolean {
  const wasGiven = before.kind === 'answered' || before.kind === 'handoff'
  const isOffered = after.kind === 'clarification' && before.pairIds.every((id) => after.pairIds.includes(id))
  return wasGiven && isOffered && before.confidence - after.confidence <= criticalConfidence
}

function noAnswerStrayed({ champion, challenger }: GateInput): RuleVerdict | null {
  if (champion === null) return null
  const strayed = [...strayedAnswers(champion.pairs, challenger.pairs)].map(
    ([pair, from]) => `${pair} now gives the answer that ${from} had`,
  )
  return verdict(
    'no answer under another question',
    strayed.length > 0,
    named(strayed.length, 'answer strayed', strayed),
  )
}

function noLanguageDropped({ champion, challenger }: GateInput): RuleVerdict | null {
  if (champion === null) return null
  const languages = (pairs: Evaluated['pairs']) => new Set(pairs.map(({ language }) => language))
  const kept = languages(challenger.pairs)
  const dropped = [...languages(champion.pairs)].filter((language) => !kept.has(language))
  return verdict('no language dropped', dropped.length > 0, named(dropped.length, 'language is gone', dropped))
}

function noPairSteals({ champion, challenger, comparison }: GateInput): RuleVerdict | null {
  if (champion === null || comparison === null) return null
  const thieves = thievesOf(champion.pairs, challenger.pairs, comparison)
  return verdict('no pair takes the questions of another', thieves.length > 0, named(thieves.length, 'thief', thieves))
}

function rankingNotWorse({ champion, challenger, limits }: GateInput): RuleVerdict | null {
  if (champion === null) return null
  const change = rankChange(pairedResults(champion.results, challenger.results))
  return verdict(
    'hit@1 not worse beyond chance',
    lossP(change.won, change.lost) < limits.significance,
    chanceWords(change),
  )
}

function servedNotWorse({ comparison, limits }: GateInput): RuleVerdict | null {
  if (comparison === null) return null
  const losses = comparison.moved.filter((moved) => moved.verdict === 'lost').map(describeLoss)
  const evidence = `${chanceWords(comparison)}${losses.length === 0 ? '' : `: ${shortList(losses)}`}`
  return verdict(
    'questions served not worse beyond chance',
    lossP(comparison.won, comparison.lost) < limits.significance,
    evidence,
  )
}

function fewFalseAnswers({ challenger: { summary }, limits }: GateInput): RuleVerdict {
  const rate = summary.clean.falseAnswerRate
  const rule = 'false answers within the stated risk'
  if (rate === null) return verdict(rule, true, 'no unanswerable question was asked')
  return verdict(
    rule,
    rate.value > limits.falseAnswerRate,
    `${percent(rate.value)} of unanswerable questions got an answer; at most ${percent(limits.falseAnswerRate)}`,
  )
}

function slicesNotWorse({ champion, challenger, limits }: GateInput): RuleVerdict | null {
  if (champion === null) return null
  const before = slicesOf(champion.results)
  const worse = [...slicesOf(challenger.results)]
    .filter(([name, { length }]) => /^(language|noise):/.test(name) && length >= limits.leastSliceCases)
    .map(([name, results]) => ({ name, change: rankChange(pairUp(before.get(name) ?? [], results)) }))
    .filter(({ change }) => lossP(change.won, change.lost) < limits.significance)
    .map(({ name, change }) => `${name} (${chanceWords(change)})`)
  return verdict(
    'no language or noise slice worse beyond chance',
    worse.length > 0,
    named(worse.length, 'slice is worse', worse),
  )
}

function calibrated({ challenger: { summary }, limits }: GateInput): RuleVerdict {
  const evidence = `calibration error ${summary.ece.toFixed(3)}; at most ${limits.calibrationError}`
  return verdict('confidence means what it says', !(summary.ece <= limits.calibrationError), evidence)
}

function indexFindsNeighbours({ indexRecall, limits }: GateInput): RuleVerdict {
  const rule = 'index recall'
  if (indexRecall === null) return verdict(rule, true, 'it was not measured')
  return verdict(
    rule,
    !(indexRecall >= limits.indexRecall),
    `recall@10 ${indexRecall.toFixed(4)}; at least ${limits.indexRecall}`,
  )
}

function fastEnough({ champion, challenger, limits }: GateInput): RuleVerdict | null {
  if (champion === null) return null
  const [now, before] = [challenger.summary.msPerQuery.p95, champion.summary.msPerQuery.p95]
  const evidence = `p95 ${now.toFixed(1)} ms against ${before.toFixed(1)} ms; at most ${limits.latencyRatio} times`
  return verdict('latency', now > NEGLIGIBLE_MS && now > before * limits.latencyRatio, evidence)
}

interface Change {
  readonly won: number
  readonly lost: number
}

function rankChange(paired: readonly (readonly [CaseResult, CaseResult])[]): Change {
  return {
    won: paired.filter(([old, now]) => old.rank !== 1 && now.rank === 1).length,
    lost: paired.filter(([old, now]) => old.rank === 1 && now.rank !== 1).length,
  }
}

function pairUp(before: readonly CaseResult[], after: readonly CaseResult[]) {
  const old = new Map(before.map((result) => [`${result.case.language} ${result.asked}`, result]))
  return after.flatMap((now) => {
    const same = old.get(`${now.case.language} ${now.asked}`)
    return same === undefined ? [] : [[same, now] as const]
  })
}

function chanceWords({ won, lost }: Change): string {
  return `${won} won, ${lost} lost, chance of so many losses ${lossP(won, lost).toFixed(3)}`
}

function describeLoss({ question, blame }: MovedQuestion): string {
  return `"${question}"${blame === null ? '' : ` (${describeBlame(blame)})`}`
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
