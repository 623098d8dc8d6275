import type { Progress } from '../../knowledge/ports.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import { evaluate } from '../evaluate.js'
import type { GoldenCase } from '../golden/golden-case.js'
import { type Summary, summarise } from '../summary.js'
import type { AskedVersion } from './asked-version.js'
import { type Comparison, compare, type Evaluated } from './compare.js'
import { type GateLimits, gate } from './gate.js'
import type { StartEvidence } from './start-evidence.js'
import { startGate } from './start-gate.js'
import { withoutLearnt } from './unlearnt.js'
import type { GateVerdict } from './verdict.js'

/** The same with a summary. */
export interface JudgedVersion extends Evaluated {
  readonly summary: Summary
}

/** The input of a judgement. */
export interface Judging {
  /** null when there was no golden case: the gate then holds */
  readonly challenger: AskedVersion | null
  /** null for a first version, which is judged on its own */
  readonly champion: AskedVersion | null
  /** recall of the challenger's index, 0…1; null when it was not measured */
  readonly indexRecall: number | null
  readonly limits: GateLimits
  /** of an institution's first own version, which the gate for a start judges; null for every other */
  readonly start: StartEvidence | null
}

export interface Judgement {
  readonly challenger: JudgedVersion | null
  readonly champion: JudgedVersion | null
  /** null when there is no champion to compare with, or nothing was asked */
  readonly comparison: Comparison | null
  readonly verdict: GateVerdict
}

/**
 * Asks a version every case.
 *
 * @throws KnowledgeError EMPTY_EVALUATION when there is no case
 */
export async function askVersion(
  searcher: Searcher,
  cases: readonly GoldenCase[],
  now: Date,
  onProgress?: Progress,
): Promise<AskedVersion> {
  const results = await evaluate(searcher, cases, now, onProgress)
  return { pairs: searcher.snapshot.pairs, results, latency: null }
}

export function judgedVersion({ pairs, results, latency }: AskedVersion): JudgedVersion {
  const summary = summarise(results)
  return { pairs, results, summary: latency === null ? summary : { ...summary, msPerQuery: latency } }
}

/** Judges a challenger; used by a retraining and by a comparison by hand. */
export function judgeVersions(judging: Judging): Judgement {
  const { challenger: asked, champion: other } = judging
  const challenger = asked === null ? null : judgedVersion(asked)
  const champion = asked === null || other === null ? null : judgedVersion(withoutLearnt(other, asked))
  const comparison = challenger === null || champion === null ? null : compare(champion, challenger)
  return { challenger, champion, comparison, verdict: verdictOn({ ...judging, challenger, champion, comparison }) }
}

type Judged = Omit<Judging, 'challenger' | 'champion'> & Omit<Judgement, 'verdict'>

function verdictOn({ challenger, champion, comparison, indexRecall, limits, start }: Judged): GateVerdict {
  if (start !== null) return startGate({ evidence: start, challenger, champion, indexRecall, limits })
  return challenger === null ? nothingAsked(limits) : gate({ challenger, champion, comparison, indexRecall, limits })
}

function nothingAsked({ leastCases, leastUnanswerable }: GateLimits): GateVerdict {
  const findings = [{ kind: 'no-case' as const, leastAnswerable: leastCases, leastUnanswerable }]
  return { gate: 'hold', rules: [{ id: 'enough-cases', verdict: 'hold', findings }] }
}
