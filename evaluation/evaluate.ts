import { setImmediate as nextTurn } from 'node:timers/promises'
import type { QnaPair } from '../knowledge/content/qna-pair.js'
import { KnowledgeError } from '../knowledge/errors.js'
import type { Progress } from '../knowledge/ports.js'
import { type Decision, type Outcome, shownPairs } from '../knowledge/search/outcome.js'
import type { Searcher } from '../knowledge/search/searcher.js'
import type { GoldenCase } from './golden/golden-case.js'
import { NOISES, type Noise, withNoise } from './noise.js'

/** Questions asked before other work, such as renewing a lock, gets its turn. */
const QUESTIONS_PER_TURN = 20

/** The result of one version for one question. */
export interface CaseResult {
  readonly case: GoldenCase
  /** the question as it was asked: the case's text, or a noisy variant of it */
  readonly asked: string
  readonly noise: Noise | 'clean'
  /** rank of the first relevant pair counted from 1; null beyond the tenth place, or for an unanswerable question */
  readonly rank: number | null
  readonly kind: Outcome['kind']
  /** ids of the pairs that the citizen was shown */
  readonly shown: readonly string[]
  /** the answer given, or null when none was */
  readonly answer: string | null
  readonly topic: string | null
  readonly language: string
  /** probability that the best candidate is right, as the version estimates it */
  readonly confidence: number
  /** whether the best candidate is relevant */
  readonly bestIsRight: boolean
  readonly ms: number
}

/**
 * How well the citizen was served: 2 = a right answer, or rightly none; 1 = a choice (including the right answer, where there is
 * one); 0 = a wrong answer, a useless choice, or no answer although there is one.
 */
export function serviceOf({ case: { relevant }, kind, shown }: CaseResult): 0 | 1 | 2 {
  if (relevant.length === 0) return kind === 'fallback' ? 2 : kind === 'clarification' ? 1 : 0
  if (!shown.some((id) => relevant.includes(id))) return 0
  return kind === 'clarification' ? 1 : 2
}

/** Whether the citizen got the right outcome, or could choose it. */
export function isServed(result: CaseResult): boolean {
  return serviceOf(result) > 0
}

/** Whether the citizen got a wrong answer, which is worse than none. */
export function isFalseAnswer({ case: { relevant }, kind, shown }: CaseResult): boolean {
  return (kind === 'answered' || kind === 'handoff') && !shown.some((id) => relevant.includes(id))
}

/**
 * Asks a version every case, clean and in each noisy variant, in the same way as the bot.
 *
 * @throws KnowledgeError EMPTY_EVALUATION when there is no case
 */
export async function evaluate(
  searcher: Searcher,
  cases: readonly GoldenCase[],
  now: Date,
  onProgress?: Progress,
): Promise<readonly CaseResult[]> {
  if (cases.length === 0) {
    throw new KnowledgeError('EMPTY_EVALUATION', { what: 'no-golden-case' }, { do: 'add-golden-cases' })
  }
  const results: CaseResult[] = []
  const questions = cases.flatMap((golden) =>
    (['clean', ...NOISES] as const).map((noise) => ({
      golden,
      noise,
      asked: noise === 'clean' ? golden.text : withNoise(golden.text, noise),
    })),
  )
  const firstRelevant = firstPairOf(searcher.snapshot.pairs)
  for (const { golden, noise, asked } of questions) {
    const start = performance.now()
    const decision = await searcher.search({ text: asked, languageHint: golden.language, filter: {}, now })
    const ms = performance.now() - start
    results.push(resultOf(firstRelevant, golden, noise, asked, decision, ms))
    onProgress?.('evaluate', results.length, questions.length)
    if (results.length % QUESTIONS_PER_TURN === 0) await nextTurn()
  }
  return results
}

/** The first pair of the version that has one of the ids. */
function firstPairOf(pairs: readonly QnaPair[]): (ids: readonly string[]) => QnaPair | undefined {
  const places = new Map<string, number>()
  for (const [place, { id }] of pairs.entries()) if (!places.has(id)) places.set(id, place)
  return (ids) => pairs[Math.min(...ids.map((id) => places.get(id) ?? Number.POSITIVE_INFINITY))]
}

function resultOf(
  firstRelevant: ReturnType<typeof firstPairOf>,
  golden: GoldenCase,
  noise: CaseResult['noise'],
  asked: string,
  decision: Decision,
  ms: number,
): CaseResult {
  const { outcome, candidates } = decision
  const place = candidates.findIndex(({ pair }) => golden.relevant.includes(pair.id))
  const expected = firstRelevant(golden.relevant)
  return {
    case: golden,
    asked,
    noise,
    rank: place === -1 ? null : place + 1,
    kind: outcome.kind,
    shown: shownPairs(outcome).map(({ id }) => id),
    answer: outcome.kind === 'answered' ? outcome.pair.answer : null,
    topic: expected?.metadata.topic ?? null,
    language: golden.language ?? decision.language,
    confidence: outcome.confidence,
    bestIsRight: place === 0,
    ms,
  }
}
