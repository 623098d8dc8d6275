import type { Progress } from '../../knowledge/ports.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import { type CaseResult, evaluate } from '../evaluate.js'
import type { GoldenCase } from '../golden/golden-case.js'
import type { Latency } from '../latency.js'
import { type Summary, summarise } from '../summary.js'
import { type Comparison, compare, type Evaluated } from './compare.js'
import { type GateLimits, gate } from './gate.js'
import type { GateVerdict } from './verdict.js'

/** A version with what it did on the golden cases. */
export interface JudgedVersion extends Evaluated {
  readonly summary: Summary
}

export interface Judgement {
  /** null when there is no champion to compare with, or nothing was asked */
  readonly comparison: Comparison | null
  readonly verdict: GateVerdict
}

/**
 * Asks a version every case.
 *
 * @throws KnowledgeError EMPTY_EVALUATION when there is no case
 */
export async function evaluateVersion(
  searcher: Searcher,
  cases: readonly GoldenCase[],
  now: Date,
  onProgress?: Progress,
): Promise<JudgedVersion> {
  return judgedVersion(searcher.snapshot.pairs, await evaluate(searcher, cases, now, onProgress), null)
}

/** @param latency measured under like conditions for both versions; null = as the cases were asked */
export function judgedVersion(
  pairs: Evaluated['pairs'],
  results: readonly CaseResult[],
  latency: Latency | null,
): JudgedVersion {
  const summary = summarise(results)
  return { pairs, results, summary: latency === null ? summary : { ...summary, msPerQuery: latency } }
}

/**
 * What the gate says of a challenger.
 *
 * @param challenger null when there was no case to ask: the gate then holds
 * @param champion null for a first version, which is judged on its own
 */
export function judge(
  challenger: JudgedVersion | null,
  champion: JudgedVersion | null,
  indexRecall: number | null,
  limits: GateLimits,
): Judgement {
  if (challenger === null) return { comparison: null, verdict: nothingAsked(limits) }
  const comparison = champion === null ? null : compare(champion, challenger)
  return { comparison, verdict: gate({ challenger, champion, comparison, indexRecall, limits }) }
}

function nothingAsked({ leastCases, leastUnanswerable }: GateLimits): GateVerdict {
  const findings = [{ kind: 'no-case' as const, leastAnswerable: leastCases, leastUnanswerable }]
  return { gate: 'hold', rules: [{ id: 'enough-cases', verdict: 'hold', findings }] }
}
