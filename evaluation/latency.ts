import type { Searcher } from '../knowledge/search/searcher.js'
import type { GoldenCase } from './golden/golden-case.js'
import { quantile } from './statistics/metrics.js'

/** Milliseconds per question. */
export interface Latency {
  readonly p50: number
  readonly p95: number
}

/** Questions asked of each version. */
const ASKED = 30
/** Each question is asked this often, and the shortest time counts: longer times include other work of the machine. The first round warms up. */
const ROUNDS = 3

/**
 * Latencies of several versions on the same questions. Each question is asked of every version in turn, so that all run under the
 * same load.
 *
 * @returns one per searcher, in order
 * @throws KnowledgeError EMPTY_EVALUATION when there is no case
 */
export async function latenciesSideBySide(
  searchers: readonly Searcher[],
  cases: readonly GoldenCase[],
  now: Date,
): Promise<readonly Latency[]> {
  const asked = spread(cases)
  const quickest = searchers.map(() => asked.map(() => Number.POSITIVE_INFINITY))
  for (let round = 0; round < ROUNDS; round++) {
    for (const [question, golden] of asked.entries()) {
      for (const [i, searcher] of searchers.entries()) {
        const startMs = performance.now()
        await searcher.search({ text: golden.text, languageHint: golden.language, filter: {}, now })
        const ms = performance.now() - startMs
        const times = quickest[i]
        if (times !== undefined) times[question] = Math.min(times[question] ?? ms, ms)
      }
    }
  }
  return quickest.map((times) => ({ p50: quantile(0.5, times), p95: quantile(0.95, times) }))
}

/** An evenly spaced selection of at most `ASKED` cases: golden files are ordered by language and topic. */
export function spread<T>(cases: readonly T[]): readonly T[] {
  if (cases.length <= ASKED) return cases
  return Array.from({ length: ASKED }, (_, i) => cases[Math.floor((i * cases.length) / ASKED)] as T)
}
