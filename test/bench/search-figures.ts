import type { BenchmarkQuery } from '../../evaluation/bench/benchmark-lines.js'
import type { BenchmarkedSystem, Finding, Lesson, TaughtSystem } from '../../evaluation/bench/benchmarked-system.js'
import { isAnswered } from '../../evaluation/bench/choose-threshold.js'
import type { Latency } from '../../evaluation/latency.js'
import { auroc, hitAt, meanReciprocalRankAt, quantile } from '../../evaluation/statistics/metrics.js'

/** Shares are 0…1; null when no question measures them. */
export interface SearchFigures {
  readonly subjects: number
  readonly phrasings: number
  readonly queries: number
  readonly answerable: number
  readonly hitAt1: number | null
  readonly hitAt3: number | null
  readonly mrrAt10: number | null
  /** probability that an answerable question has a higher confidence than an unanswerable one */
  readonly auroc: number | null
  /** at the system's own threshold: share of answerable questions answered correctly, and of unanswerable ones not answered */
  readonly own: { readonly answeredRight: number | null; readonly silent: number | null } | null
  readonly fitSeconds: number
  readonly msPerQuery: Latency
}

export interface NoiseFigures {
  readonly cases: number
  readonly hitAt1Clean: number
  readonly hitAt1Noisy: number
  /** cost of noise: clean minus noisy */
  readonly loss: number
  /** the loss by kind of noise */
  readonly lossByNoise: Readonly<Record<string, number>>
  readonly fitSeconds: number
  readonly msPerQuery: Latency
}

/** A question in a noisy wording, with the clean one it was made from. */
export interface NoisyQuery extends BenchmarkQuery {
  readonly clean: string
  readonly noise: string
}

const WARM_UP = 50

/** @throws KnowledgeError EMPTY_EVALUATION when there are no questions, and any error of teaching */
export async function benchmarkSearch(
  system: BenchmarkedSystem,
  lesson: Lesson,
  queries: readonly BenchmarkQuery[],
): Promise<SearchFigures> {
  return withTaught(system, lesson, async (taught, fitSeconds) => {
    const asked = await askAll(taught, queries)
    const answerable = asked.filter(({ query }) => query.relevant.length > 0)
    const unanswerable = asked.filter(({ query }) => query.relevant.length === 0)
    const ranks = answerable.map(rankOfRelevant)
    const confidences = (some: readonly Asked[]) => some.map(({ finding }) => finding.confidence)
    return {
      subjects: lesson.subjects.length,
      phrasings: lesson.subjects.reduce((sum, { phrasings }) => sum + phrasings.length, 0),
      queries: asked.length,
      answerable: answerable.length,
      hitAt1: ranks.length === 0 ? null : hitAt(1, ranks),
      hitAt3: ranks.length === 0 ? null : hitAt(3, ranks),
      mrrAt10: ranks.length === 0 ? null : meanReciprocalRankAt(10, ranks),
      auroc: auroc(confidences(answerable), confidences(unanswerable)),
      own: taught.threshold === null ? null : ownRates(answerable, unanswerable, taught.threshold),
      fitSeconds,
      msPerQuery: latencyOf(asked),
    }
  })
}

/**
 * The first ranks lost to noise. Only questions with an answer count.
 *
 * @throws KnowledgeError EMPTY_EVALUATION when there are none
 */
export async function benchmarkNoise(
  system: BenchmarkedSystem,
  lesson: Lesson,
  queries: readonly NoisyQuery[],
): Promise<NoiseFigures> {
  return withTaught(system, lesson, async (taught, fitSeconds) => {
    const answerable = queries.filter(({ relevant }) => relevant.length > 0)
    const noisy = await askAll(taught, answerable)
    const clean = await askAll(
      taught,
      answerable.map((query) => ({ ...query, text: query.clean })),
    )
    const lossOver = (isMeant: (position: number) => boolean) =>
      hitAtFirst(clean.filter((_, i) => isMeant(i))) - hitAtFirst(noisy.filter((_, i) => isMeant(i)))
    const kinds = [...new Set(answerable.map(({ noise }) => noise))]
    return {
      cases: answerable.length,
      hitAt1Clean: hitAtFirst(clean),
      hitAt1Noisy: hitAtFirst(noisy),
      loss: lossOver(() => true),
      lossByNoise: Object.fromEntries(kinds.map((kind) => [kind, lossOver((i) => answerable[i]?.noise === kind)])),
      fitSeconds,
      msPerQuery: latencyOf(noisy),
    }
  })
}

interface Asked {
  readonly query: BenchmarkQuery
  readonly finding: Finding
  readonly ms: number
}

async function withTaught<T>(
  system: BenchmarkedSystem,
  lesson: Lesson,
  measure: (taught: TaughtSystem, fitSeconds: number) => Promise<T>,
): Promise<T> {
  const startMs = performance.now()
  const taught = await system.teach(lesson)
  const fitSeconds = (performance.now() - startMs) / 1_000
  try {
    for (const { phrasings, language } of lesson.subjects.slice(0, WARM_UP)) {
      await taught.ask(phrasings[0] ?? '', language)
    }
    return await measure(taught, fitSeconds)
  } finally {
    await taught.close()
  }
}

async function askAll(taught: TaughtSystem, queries: readonly BenchmarkQuery[]): Promise<readonly Asked[]> {
  const asked: Asked[] = []
  for (const query of queries) {
    const startMs = performance.now()
    const finding = await taught.ask(query.text, query.lang)
    asked.push({ query, finding, ms: performance.now() - startMs })
  }
  return asked
}

function rankOfRelevant({ query, finding }: Asked): number | null {
  const place = finding.ranked.findIndex((id) => query.relevant.includes(id))
  return place === -1 ? null : place + 1
}

function hitAtFirst(asked: readonly Asked[]): number {
  return hitAt(1, asked.map(rankOfRelevant))
}

function ownRates(answerable: readonly Asked[], unanswerable: readonly Asked[], threshold: number) {
  return {
    answeredRight: share(answerable, (one) => isAnswered(one.finding, threshold) && rankOfRelevant(one) === 1),
    silent: share(unanswerable, ({ finding }) => !isAnswered(finding, threshold)),
  }
}

function share<T>(all: readonly T[], holds: (one: T) => boolean): number | null {
  return all.length === 0 ? null : all.filter(holds).length / all.length
}

function latencyOf(asked: readonly Asked[]): Latency {
  const times = asked.map(({ ms }) => ms)
  return { p50: quantile(0.5, times), p95: quantile(0.95, times) }
}
