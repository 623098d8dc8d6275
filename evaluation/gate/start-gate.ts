import { wilsonInterval } from '../statistics/wilson.js'
import type { Finding } from './findings.js'
import { type Found, fastEnough, found, type GateInput, gate, holdsWith, indexFindsNeighbours } from './gate.js'
import type { HeldOutQuestion } from './held-out.js'
import type { StartEvidence } from './start-evidence.js'
import { type GateVerdict, type RuleId, type RuleVerdict, rulesThat } from './verdict.js'

/**
 * Least share of questions that must find their pair among the first three: of phrasings that were left out, and of questions
 * that were mistyped, stripped of accents or shortened. A base written by people finds .55 or more of the former, one whose
 * phrasings slipped by a row hardly any.
 */
export const LEAST_FOUND = { phrasing: 0.4, spelling: 0.8 } as const
const AMONG_FIRST = 3

/** The input of the gate for an institution's first own version; without golden cases nobody was asked any. */
export interface StartGateInput extends Pick<GateInput, 'indexRecall' | 'limits'> {
  readonly evidence: StartEvidence
  readonly challenger: GateInput['challenger'] | null
  readonly champion: GateInput['champion']
}

/** The rules of the ordinary gate that a first version can be judged by with the cases there are. */
const BY_CASES: readonly RuleId[] = ['cases-name-pairs', 'no-critical-lost']

/**
 * Judges an institution's first own version. There is nothing of its own to compare it with, and seldom a golden case: it is
 * judged by its texts, by whether its pairs keep apart, and by whether questions are found in a version that does not know
 * their wording.
 */
export function startGate(input: StartGateInput): GateVerdict {
  const { evidence, challenger, indexRecall, limits } = input
  const rules: readonly RuleVerdict[] = [
    { id: 'enough-cases', ...casesForNext(challenger, limits) },
    ...(challenger === null ? [] : rulesByCases({ ...input, challenger })),
    { id: 'index-recall', ...indexFindsNeighbours({ indexRecall, limits }) },
    { id: 'latency', ...latency(input) },
    { id: 'answers-undamaged', ...holdsWith({ kind: 'damaged-texts', named: evidence.damaged }) },
    { id: 'no-collisions', ...holdsWith({ kind: 'thieves', named: evidence.collisions }) },
    { id: 'phrasings-found', ...phrasingsFound(evidence.heldOut) },
  ]
  return { gate: rulesThat('hold', rules).length === 0 ? 'pass' : 'hold', as: 'first-version', rules }
}

/** A first version needs no golden cases; the next one does. */
function casesForNext(challenger: StartGateInput['challenger'], limits: GateInput['limits']): Found {
  const { cases, answerable } = challenger?.summary.clean ?? { cases: 0, answerable: 0 }
  const { leastCases: leastAnswerable, leastUnanswerable } = limits
  const unanswerable = cases - answerable
  if (answerable >= leastAnswerable && unanswerable >= leastUnanswerable) return found(false)
  const finding = { answerable, unanswerable, leastAnswerable, leastUnanswerable }
  return { verdict: 'note', findings: [{ kind: 'cases-needed-next', ...finding }] }
}

function rulesByCases(input: StartGateInput & Pick<GateInput, 'challenger'>): readonly RuleVerdict[] {
  const { cases, answerable } = input.challenger.summary.clean
  const asksUnanswerable = cases - answerable >= input.limits.leastUnanswerable
  const judged: readonly RuleId[] = asksUnanswerable ? [...BY_CASES, 'few-false-answers'] : BY_CASES
  return gate({ ...input, champion: null, comparison: null }).rules.filter(({ id }) => judged.includes(id))
}

function latency({ evidence: { p95Ms: nowMs }, challenger, champion, limits }: StartGateInput): Found {
  const compared = challenger === null ? null : fastEnough({ challenger, champion, limits })
  return compared ?? { verdict: 'pass', findings: [{ kind: 'latency-alone', nowMs }] }
}

function phrasingsFound(heldOut: readonly HeldOutQuestion[]): Found {
  const judged = (['phrasing', 'spelling'] as const).flatMap((from) => {
    const asked = heldOut.filter((question) => question.from === from)
    const named = [...new Set(asked.map(({ language }) => language))].sort().map((language) => {
      return shareFound(
        asked.filter((question) => question.language === language),
        language,
        LEAST_FOUND[from],
      )
    })
    return named.length === 0 ? [] : [{ from, named }]
  })
  if (judged.length === 0) return found(true, { kind: 'not-measured' })
  const shares = judged.flatMap(({ named }) => named)
  const low = shares.filter(({ found: right, asked, least }) => right / asked < least)
  const holds = low.some(({ high, least }) => high < least)
  const languages = new Set(low.map(({ language }) => language))
  const missed = heldOut.filter((question) => !isFound(question) && languages.has(question.language))
  const findings: Finding[] = judged.map(({ from, named }) => {
    return { kind: from === 'phrasing' ? 'left-out-found' : 'misspelt-found', named }
  })
  if (missed.length > 0) findings.push({ kind: 'not-among-first', named: missed.map(asNotFound) })
  return { verdict: holds ? 'hold' : low.length > 0 ? 'note' : 'pass', findings }
}

function shareFound(asked: readonly HeldOutQuestion[], language: string, least: number) {
  const right = asked.filter(isFound).length
  const interval = wilsonInterval(right, asked.length)
  return { kind: 'found-share' as const, language, found: right, asked: asked.length, ...interval, least }
}

function isFound({ rank }: HeldOutQuestion): boolean {
  return rank !== null && rank <= AMONG_FIRST
}

function asNotFound({ asked, language, pair, taken }: HeldOutQuestion) {
  return { kind: 'not-found' as const, question: asked, language, pair, taken }
}
