import type { QnaPair } from '../../knowledge/content/qna-pair.js'
import { pairKey } from '../../knowledge/content/qna-pair.js'
import { KnowledgeError } from '../../knowledge/errors.js'
import { type CaseResult, serviceOf } from '../evaluate.js'
import { type Estimate, estimateMean } from '../statistics/estimate.js'
import { mcnemarP } from '../statistics/mcnemar.js'
import { type Blame, blameFor } from './blame.js'

/** One question whose outcome differs between two versions. */
export interface MovedQuestion {
  readonly question: string
  readonly language: string
  readonly critical: boolean
  readonly verdict: 'won' | 'lost' | 'same'
  readonly before: Side
  readonly after: Side
  /** the edit that explains a loss; null otherwise */
  readonly blame: Blame | null
}

export interface Side {
  readonly kind: CaseResult['kind']
  readonly pairIds: readonly string[]
  readonly answer: string | null
  /** language of the answer, ISO 639 code; null without an answer */
  readonly answerLanguage: string | null
  readonly confidence: number
}

export interface Comparison {
  readonly won: number
  readonly lost: number
  readonly same: number
  readonly mcnemarP: number
  /** the challenger's hit@1 minus the champion's, on the same answerable questions, with its paired bootstrap interval; null without such questions */
  readonly hitAt1Difference: Estimate | null
  readonly moved: readonly MovedQuestion[]
}

/** One version's pairs and its results for the cases. */
export interface Evaluated {
  readonly pairs: readonly QnaPair[]
  readonly results: readonly CaseResult[]
}

/**
 * Compares two versions question by question, on the same clean questions. A question is lost when it is served worse than
 * before (an answer became a choice, a choice became a fallback), or when its answer previously belonged to another pair.
 */
export function compare(before: Evaluated, after: Evaluated): Comparison {
  const moved: MovedQuestion[] = []
  const counts = { won: 0, lost: 0, same: 0 }
  const strayed = strayedAnswers(before.pairs, after.pairs)
  const paired = pairedResults(before.results, after.results)
  const [oldSide, newSide] = [sidesOf(before.pairs), sidesOf(after.pairs)]
  for (const [old, now] of paired) {
    const verdict = verdictOf(old, now, strayed)
    counts[verdict]++
    if (sameOutcome(old, now) && verdict === 'same') continue
    moved.push({
      question: now.asked,
      language: now.language,
      critical: now.case.critical,
      verdict,
      before: oldSide(old),
      after: newSide(now),
      blame: verdict === 'lost' ? blameFor(old, now, before.pairs, after.pairs, strayed) : null,
    })
  }
  const order = { lost: 0, won: 1, same: 2 }
  moved.sort(
    (left, right) => order[left.verdict] - order[right.verdict] || Number(right.critical) - Number(left.critical),
  )
  const differences = paired
    .filter(([, now]) => now.case.relevant.length > 0)
    .map(([old, now]) => Number(now.rank === 1) - Number(old.rank === 1))
  return {
    ...counts,
    mcnemarP: mcnemarP(counts.won, counts.lost),
    hitAt1Difference: estimateMean(differences),
    moved,
  }
}

/**
 * The clean results of two evaluations, paired by question.
 *
 * @throws KnowledgeError EMPTY_EVALUATION when they have no question in common
 */
export function pairedResults(
  before: readonly CaseResult[],
  after: readonly CaseResult[],
): readonly (readonly [CaseResult, CaseResult])[] {
  const key = (result: CaseResult) => `${result.case.language ?? ''} ${result.noise} ${result.asked}`
  const old = new Map(before.map((result) => [key(result), result]))
  const paired = after
    .filter(({ noise }) => noise === 'clean')
    .flatMap((now) => {
      const same = old.get(key(now))
      return same === undefined ? [] : [[same, now] as const]
    })
  if (paired.length > 0) return paired
  throw new KnowledgeError('EMPTY_EVALUATION', { what: 'no-common-question' }, { do: 'evaluate-on-same' })
}

/**
 * Pairs whose present answer previously belonged to another pair of the same language: the sign of swapped or misplaced answers.
 *
 * @returns pair key → key of the pair that previously had the answer
 */
export function strayedAnswers(before: readonly QnaPair[], after: readonly QnaPair[]): ReadonlyMap<string, string> {
  const formerOwner = new Map(before.map((pair) => [`${pair.language} ${pair.answer}`, pairKey(pair)]))
  const formerAnswer = new Map(before.map((pair) => [pairKey(pair), pair.answer]))
  const strayed = new Map<string, string>()
  for (const pair of after) {
    const key = pairKey(pair)
    const owner = formerOwner.get(`${pair.language} ${pair.answer}`)
    if (owner !== undefined && owner !== key && formerAnswer.get(key) !== pair.answer && formerAnswer.has(key)) {
      strayed.set(key, owner)
    }
  }
  return strayed
}

function verdictOf(old: CaseResult, now: CaseResult, strayed: ReadonlyMap<string, string>): MovedQuestion['verdict'] {
  const misplaced = now.shown.some((id) => strayed.has(pairKey({ id, language: now.language })))
  const change = (misplaced ? 0 : serviceOf(now)) - serviceOf(old)
  if (change === 0) return 'same'
  return change > 0 ? 'won' : 'lost'
}

function sameOutcome(old: CaseResult, now: CaseResult): boolean {
  return old.kind === now.kind && old.answer === now.answer && old.shown.join('\n') === now.shown.join('\n')
}

/** @param pairs of the version that gave the results */
function sidesOf(pairs: readonly QnaPair[]): (result: CaseResult) => Side {
  const languages = new Map(pairs.map(({ id, answer, language }) => [`${id}\n${answer}`, language]))
  return ({ kind, shown, answer, confidence }) => {
    const answerLanguage = languages.get(`${shown[0]}\n${answer}`) ?? null
    return { kind, pairIds: shown, answer, answerLanguage, confidence }
  }
}
