import { keepGreatest } from '../basics/keep-greatest.js'
import type { QnaPair } from '../content/qna-pair.js'
import { type Arrays, type ClosestInput, findClosest } from './closest-phrasings.js'
import { groupsOf } from './groups.js'
import type { Lacking } from './lexical/lexical-index.js'
import { scorePairs, type Weights } from './pair-scores.js'
import { SIGNALS } from './ranker/ranker.js'

/** With more contenders than both this number and this share of the pairs, it is faster to complete all scores at once. */
const MANY = 64
const MANY_OF_ALL = 1 / 16
/** Upper bound for the rounding error of adding the same numbers in another order. */
const ROUNDING = 1e-6

interface Contest extends ClosestInput {
  /** whether a pair may be shown at all */
  readonly admits: (pair: QnaPair) => boolean
}

interface Scoring {
  /** per signal, in the order of `SIGNALS`, its value for every pair */
  readonly columns: readonly Float32Array[]
  readonly weights: Weights
  /** how many pairs can take part in the result */
  readonly places: number
}

/**
 * The pairs that can take one of the places, and perhaps some more, in order; their scores and those of their translations are exact.
 * Where lexical scores are incomplete, a pair is a contender if its score, plus the most that it may lack, reaches the score of the
 * last place.
 */
export function exactContenders(contest: Contest, arrays: Arrays, scoring: Scoring): readonly number[] {
  const { pairs, lexical } = contest
  const { lacking } = lexical
  const most = lacking === undefined ? 0 : mostLacking(lacking, scoring.weights)
  const { contenders, least } = contendersWithin(contest, arrays.scores, scoring.places, most)
  if (lacking === undefined || most === 0) return contenders
  // If some places would stay empty, every pair is a contender, even without any score yet.
  if (least <= most || contenders.length > Math.max(MANY, MANY_OF_ALL * pairs.length)) {
    lacking.completeAll()
    scoreAgain(contest, arrays, scoring, 0, pairs.length)
    return contendersWithin(contest, arrays.scores, scoring.places, 0).contenders
  }
  const { groupOf, members } = groupsOf(pairs)
  for (const group of new Set(contenders.map((pair) => groupOf[pair] as number))) {
    for (const pair of members[group] ?? []) {
      lacking.complete(pair, arrays.runs[pair] as number, arrays.runs[pair + 1] as number)
      scoreAgain(contest, arrays, scoring, pair, pair + 1)
    }
  }
  return contenders
}

/** The pairs that score at most `margin` less than the `places` best; and the least score of these best, 0 where there are fewer. */
function contendersWithin({ pairs, admits }: Contest, scores: Float64Array, places: number, margin: number) {
  const highest = new Float64Array(places)
  const last = places - 1
  const found: number[] = []
  for (let position = 0; position < scores.length; position++) {
    const score = scores[position] as number
    if (!(score > 0) || score + margin < (highest[last] as number)) continue
    const pair = pairs[position]
    if (pair === undefined || !admits(pair)) continue
    found.push(position)
    keepGreatest(highest, score)
  }
  const least = highest[last] as number
  return { contenders: found.filter((position) => (scores[position] as number) + margin >= least), least }
}

/** The most that a score may lack because of incomplete lexical scores. */
function mostLacking({ most }: Lacking, { bySignal, perfect }: Weights): number {
  const bounds: Readonly<Record<string, number>> = most
  const sum = SIGNALS.reduce((total, signal, i) => total + (bySignal[i] ?? 0) * (bounds[signal] ?? 0), 0)
  return sum === 0 ? 0 : sum / perfect + ROUNDING
}

function scoreAgain(
  input: ClosestInput,
  arrays: Arrays,
  { columns, weights }: Scoring,
  from: number,
  to: number,
): void {
  findClosest(input, arrays, from, to)
  scorePairs(columns, weights, arrays.scores, from, to)
}
