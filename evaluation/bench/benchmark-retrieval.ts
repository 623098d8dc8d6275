import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import type { Decision } from '../../knowledge/search/outcome.js'
import type { Searcher } from '../../knowledge/search/searcher.js'
import { auroc, hitAt, meanReciprocalRankAt, quantile } from '../statistics/metrics.js'
import { openTemporaryVersion, type TemporaryMaking } from '../temporary-version.js'
import type { BenchmarkQuery } from './benchmark-lines.js'

/** Shares are 0…1, and null where there is no case; times are in milliseconds. */
export interface RetrievalFigures {
  readonly pairs: number
  readonly queries: number
  readonly answerable: number
  /** answerable questions whose relevant pairs do not exist: they count as not found */
  readonly misnamed: number
  /** over answerable questions; a pair beyond the tenth place counts as not found */
  readonly hitAt1: number | null
  readonly hitAt3: number | null
  readonly mrrAt10: number | null
  /** how well the confidence separates answerable from unanswerable questions */
  readonly aurocAnswerable: number | null
  /** share of unanswerable questions that got an answer */
  readonly falseAnswerRate: number | null
  /** share of all questions whose outcome was a fallback */
  readonly fallbackRate: number | null
  /** share of the answers given to answerable questions that were right */
  readonly answerPrecision: number | null
  readonly msPerQuery: { readonly p50: number; readonly p95: number }
}

export interface RetrievalBenchmark extends TemporaryMaking {
  readonly pairs: readonly QnaPair[]
  readonly queries: readonly BenchmarkQuery[]
}

/**
 * Freezes the pairs into a real version in a temporary folder, asks it every question in the same way as the bot, and measures.
 *
 * @throws KnowledgeError EMPTY_EVALUATION when there are no questions, and any error of freezing
 */
export async function benchmarkRetrieval(benchmark: RetrievalBenchmark): Promise<RetrievalFigures> {
  const { searcher, close } = await openTemporaryVersion(benchmark.pairs, benchmark)
  try {
    return figuresOf(benchmark, await askAll(benchmark, searcher))
  } finally {
    await close()
  }
}

interface QueryResult {
  readonly query: BenchmarkQuery
  readonly decision: Decision
  readonly ms: number
}

async function askAll(
  { queries, clock, onProgress }: RetrievalBenchmark,
  searcher: Searcher,
): Promise<readonly QueryResult[]> {
  const now = clock.now()
  const asked: QueryResult[] = []
  for (const query of queries) {
    const start = performance.now()
    const decision = await searcher.search({ text: query.text, languageHint: query.lang, filter: {}, now })
    asked.push({ query, decision, ms: performance.now() - start })
    onProgress?.('ask', asked.length, queries.length)
  }
  return asked
}

function figuresOf({ pairs }: RetrievalBenchmark, asked: readonly QueryResult[]): RetrievalFigures {
  const answerable = asked.filter(({ query }) => query.relevant.length > 0)
  const unanswerable = asked.filter(({ query }) => query.relevant.length === 0)
  const answered = answerable.filter(({ decision }) => isAnswer(decision))
  const ranks = answerable.map(rankOfRelevant)
  const confidences = (some: readonly QueryResult[]) => some.map(({ decision }) => decision.outcome.confidence)
  const times = asked.map(({ ms }) => ms)
  const ids = new Set(pairs.map(({ id }) => id))
  return {
    pairs: pairs.length,
    queries: asked.length,
    answerable: answerable.length,
    misnamed: answerable.filter(({ query }) => !query.relevant.some((id) => ids.has(id))).length,
    hitAt1: ranks.length === 0 ? null : hitAt(1, ranks),
    hitAt3: ranks.length === 0 ? null : hitAt(3, ranks),
    mrrAt10: ranks.length === 0 ? null : meanReciprocalRankAt(10, ranks),
    aurocAnswerable: auroc(confidences(answerable), confidences(unanswerable)),
    falseAnswerRate: share(unanswerable, ({ decision }) => isAnswer(decision)),
    fallbackRate: share(asked, ({ decision }) => decision.outcome.kind === 'fallback'),
    answerPrecision: share(answered, (one) => rankOfRelevant(one) === 1),
    msPerQuery: { p50: quantile(0.5, times), p95: quantile(0.95, times) },
  }
}

function rankOfRelevant({ query, decision }: QueryResult): number | null {
  const place = decision.candidates.findIndex(({ pair }) => query.relevant.includes(pair.id))
  return place === -1 ? null : place + 1
}

function isAnswer({ outcome }: Decision): boolean {
  return outcome.kind === 'answered' || outcome.kind === 'handoff'
}

function share<T>(all: readonly T[], holds: (one: T) => boolean): number | null {
  return all.length === 0 ? null : all.filter(holds).length / all.length
}
