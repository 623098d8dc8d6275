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
  /** a share of what a perfect match would score, beyond 1 where the linear head is surer than usual; not a probability */
  readonly score: number
  readonly signals: Signals
  /** what each signal gave to the score; they add up to it */
  readonly contributions: Signals
  /** position among the passages of the phrasing that is closest to the question */
  readonly phrasing: number
}

export interface RankInput extends ClosestInput {
  /** per group the logit of the version's linear head, where it has one */
  readonly learned: Float32Array | null
  /** whether a pair may be shown at all: metadata filter, validity */
  readonly admits: (pair: QnaPair) => boolean
  /** the language that an answer should be in when there is a choice */
  readonly language: string
}

/** What the signals need. */
export type SignalInput = Omit<RankInput, 'admits' | 'language'>

/**
 * Fuses dense and lexical evidence into one score per pair, best first. Translations of one pair compete as one: the best
 * scoring decides the place, and the one in the question's language is shown.
 *
 * @param limit how many to return at most
 */
export function rank(input: RankInput, limit: number): readonly RankedPair[] {
  const { pairs, ranker } = input
  const closest = closestPhrasings(input)
  const columns = columnsOf(input, closest)
  const weights = weightsOf(ranker)
  scorePairs(columns, weights, closest.scores, 0, pairs.length)
  // No group is among the first few when as many pairs score higher as those groups could hold.
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
  /** position of the translation in the question's language, where there is one that may be shown */
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

/** Per signal, in the order of `SIGNALS`, its value for every pair. */
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
