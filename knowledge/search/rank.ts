import type { QnaPair } from '../content/qna-pair.js'
import { type Arrays, type Closest, type ClosestInput, closestPhrasings } from './closest-phrasings.js'
import { exactContenders } from './contenders.js'
import { groupsOf } from './groups.js'
import { scorePairs, weightsOf } from './pair-scores.js'
import { SIGNALS, type Signal, type Signals } from './ranker/ranker.js'

/** A pair scored for a question. */
export interface RankedPair {
  /** position of the pair in the version */
  readonly position: number
  readonly pair: QnaPair
  /** share of a perfect match's score; above 1 where the linear head is surer than usual; not a probability */
  readonly score: number
  readonly signals: Signals
  /** each signal's part of the score; the sum is the score */
  readonly contributions: Signals
  /** position, among the passages, of the phrasing that is closest to the question */
  readonly phrasing: number
}

export interface RankInput extends ClosestInput {
  /** per group, the logit of the version's linear head; null where it has none */
  readonly learned: Float32Array | null
  /** whether a pair may be shown at all: metadata filter, validity */
  readonly admits: (pair: QnaPair) => boolean
  /** the language that an answer should be in when there is a choice */
  readonly language: string
}

/** The input of the signals. */
export type SignalInput = Omit<RankInput, 'admits' | 'language'>

/**
 * Combines dense and lexical evidence into one score per pair, best first. Translations of one pair compete as one: the best
 * score decides the place, and the translation in the question's language is shown.
 *
 * @param limit how many to return at most
 */
export function rank(input: RankInput, limit: number): readonly RankedPair[] {
  const { pairs, ranker } = input
  const closest = closestPhrasings(input)
  const columns = columnsOf(input, closest)
  const weights = weightsOf(ranker)
  scorePairs(columns, weights, closest.scores, 0, pairs.length)
  // A group is not among the best `limit` if as many pairs score higher as `limit` groups can hold.
  const places = limit * groupsOf(pairs).largest
  const contenders = exactContenders(input, closest, { columns, weights, places })
  const best = bestTranslations(input, closest, contenders).slice(0, limit)
  return best.flatMap(({ position, shown, score }) => {
    const pair = pairs[shown]
    const phrasing = closest.phrasing[position]
    if (pair === undefined || phrasing === undefined) return []
    const signals = {} as Record<Signal, number>
    const contributions = {} as Record<Signal, number>
    SIGNALS.forEach((signal, i) => {
      const value = columns[i]?.[position] ?? 0
      signals[signal] = value
      contributions[signal] = ((weights.bySignal[i] ?? 0) * value) / weights.perfect
    })
    return [{ position: shown, pair, score, signals, contributions, phrasing }]
  })
}

/** The best scoring translation of a pair. */
interface Best {
  readonly position: number
  readonly score: number
  /** position of the translation in the question's language if it may be shown, otherwise of the best one */
  readonly shown: number
}

/** Each group's best contender, best first. */
function bestTranslations(
  { pairs, admits, language }: RankInput,
  { phrasing, scores: pairScores }: Arrays,
  contenders: readonly number[],
): readonly Best[] {
  const { groupOf, members } = groupsOf(pairs)
  const mayBeShown = (position: number) => {
    const pair = pairs[position]
    return (
      pair !== undefined && (phrasing[position] as number) >= 0 && (pairScores[position] as number) > 0 && admits(pair)
    )
  }
  const best = new Map<number, number>()
  for (const position of contenders) {
    if (!mayBeShown(position)) continue
    const group = groupOf[position] as number
    const known = best.get(group)
    if (known === undefined || (pairScores[position] as number) > (pairScores[known] as number)) {
      best.set(group, position)
    }
  }
  return [...best]
    .map(([group, position]): Best => {
      const own = members[group]?.find((other) => pairs[other]?.language === language && mayBeShown(other))
      return { position, score: pairScores[position] as number, shown: own ?? position }
    })
    .sort((left, right) => right.score - left.score || left.shown - right.shown)
}

/** The values of each signal for every pair, in the order of `SIGNALS`. */
export function signalColumns(input: SignalInput): readonly Float32Array[] {
  return columnsOf(input, closestPhrasings(input))
}

type ColumnsInput = Pick<RankInput, 'pairs' | 'lexical' | 'learned' | 'ranker'>

function columnsOf({ pairs, lexical, learned, ranker }: ColumnsInput, closest: Closest): readonly Float32Array[] {
  const { linear } = closest
  linear.fill(0)
  if (learned !== null) {
    groupsOf(pairs).groupOf.forEach((group, position) => {
      linear[position] = Math.max(0, (learned[group] as number) / ranker.linearScale)
    })
  }
  const columns: Readonly<Record<Signal, Float32Array>> = {
    dense: closest.dense,
    denseAnswer: closest.denseAnswer,
    letters: closest.letters,
    stems: closest.stems,
    stemPairs: closest.stemPairs,
    answerLetters: lexical.answer.answerLetters,
    answerStems: lexical.answer.answerStems,
    answerPairs: lexical.answer.answerPairs,
    prototype: closest.prototype,
    linear,
  }
  return SIGNALS.map((signal) => columns[signal])
}
