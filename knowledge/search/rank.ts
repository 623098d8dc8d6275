import type { Passage } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import type { Neighbour } from '../ports.js'
import { groupsOf } from './groups.js'
import type { LexicalScores } from './lexical-index.js'
import type { HeadScores } from './linear-head.js'
import { aboveFloor } from './out-of-scope.js'
import { type Ranker, SIGNALS, type Signal, type Signals } from './ranker.js'

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

export interface RankInput {
  readonly pairs: readonly QnaPair[]
  /** all phrasings first, then the sentences of answers */
  readonly passages: readonly Passage[]
  readonly lexical: LexicalScores
  /** what the version's linear head says, where it has one */
  readonly learned: HeadScores | null
  /** the vector index's neighbours of the question; empty when the question has no vector */
  readonly neighbours: readonly Neighbour[]
  readonly ranker: Ranker
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
  scoresOf(columns, weights, closest.scores)
  const best = bestTranslations(input, closest, limit)
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

/** Per signal, in the order of `SIGNALS`, its weight; and what a pair would score that matched in all of them. */
interface Weights {
  readonly bySignal: readonly number[]
  readonly perfect: number
}

function weightsOf({ weights }: Ranker): Weights {
  const bySignal = SIGNALS.map((signal) => weights[signal] ?? 0)
  return { bySignal, perfect: bySignal.reduce((sum, weight) => sum + weight, 0) }
}

/** Writes over `scores` per pair the weighted mean of its signals. */
function scoresOf(columns: readonly Float32Array[], { bySignal, perfect }: Weights, scores: Float64Array): void {
  scores.fill(0)
  columns.forEach((column, i) => {
    const weight = bySignal[i] ?? 0
    if (weight === 0) return
    for (let position = 0; position < scores.length; position++) {
      scores[position] = (scores[position] as number) + weight * (column[position] as number)
    }
  })
  for (let position = 0; position < scores.length; position++) {
    scores[position] = (scores[position] as number) / perfect
  }
}

/** The best scoring translation of a pair. */
interface Best {
  readonly position: number
  readonly score: number
  /** position of the translation in the question's language, where there is one that may be shown */
  readonly shown: number
}

/**
 * The first few by score. Only pairs that can be among them are looked at: no group is among the first few when as many pairs
 * score higher as those groups could hold.
 */
function bestTranslations(input: RankInput, { phrasing, scores: pairScores }: Arrays, limit: number): readonly Best[] {
  const { pairs, admits, language } = input
  const { groupOf, members, largest } = groupsOf(pairs)
  const mayBeShown = (position: number) => {
    const pair = pairs[position]
    return (
      pair !== undefined && (phrasing[position] as number) >= 0 && (pairScores[position] as number) > 0 && admits(pair)
    )
  }
  const highest = new Float64Array(limit * largest)
  const contenders: number[] = []
  for (let position = 0; position < pairs.length; position++) {
    const score = pairScores[position] as number
    if (!(score > 0) || score < (highest[highest.length - 1] as number) || !mayBeShown(position)) continue
    contenders.push(position)
    insert(highest, score)
  }
  const best = new Map<number, number>()
  for (const position of contenders) {
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
    .slice(0, limit)
}

/** Keeps the greatest scores, greatest first. */
function insert(greatest: Float64Array, score: number): void {
  let place = greatest.length - 1
  if (!(score > (greatest[place] as number))) return
  while (place > 0 && score > (greatest[place - 1] as number)) {
    greatest[place] = greatest[place - 1] as number
    place--
  }
  greatest[place] = score
}

const knownRuns = new WeakMap<readonly Passage[], Uint32Array>()

/**
 * Where each pair's phrasings begin among the passages, which they do in one run, and where the last pair's end; worked out once per
 * version.
 */
function phrasingRuns(passages: readonly Passage[], pairs: number, rows: number): Uint32Array {
  const known = knownRuns.get(passages)
  if (known !== undefined && known.length === pairs + 1 && known[pairs] === rows) return known
  const starts = new Uint32Array(pairs + 1)
  for (let row = 0; row < rows; row++) {
    const after = (passages[row]?.pair ?? 0) + 1
    starts[after] = (starts[after] as number) + 1
  }
  for (let pair = 0; pair < pairs; pair++) starts[pair + 1] = (starts[pair + 1] as number) + (starts[pair] as number)
  knownRuns.set(passages, starts)
  return starts
}

interface Closest {
  /** per pair: its best phrasing's position, or -1 when it has none */
  readonly phrasing: Int32Array
  readonly letters: Float32Array
  readonly stems: Float32Array
  readonly stemPairs: Float32Array
  readonly dense: Float32Array
  readonly denseAnswer: Float32Array
  /** per pair what the linear head says of its group; zero where the version has none */
  readonly linear: Float32Array
  readonly prototype: Float32Array
}

interface Arrays extends Closest {
  /** per phrasing, of the vector index's neighbours; zero between two questions */
  readonly similarity: Float64Array
  /** per pair */
  readonly scores: Float64Array
}

const knownArrays = new WeakMap<readonly QnaPair[], Arrays>()

/** Large arrays cost more to allocate than to fill: a version's are used again for every question. */
function arraysOf(pairs: readonly QnaPair[], rows: number): Arrays {
  const known = knownArrays.get(pairs)
  if (known !== undefined && known.similarity.length === rows) return known
  const perPair = () => new Float32Array(pairs.length)
  const arrays: Arrays = {
    similarity: new Float64Array(rows),
    scores: new Float64Array(pairs.length),
    phrasing: new Int32Array(pairs.length),
    letters: perPair(),
    stems: perPair(),
    stemPairs: perPair(),
    dense: perPair(),
    denseAnswer: perPair(),
    linear: perPair(),
    prototype: perPair(),
  }
  knownArrays.set(pairs, arrays)
  return arrays
}

function closestPhrasings(input: SignalInput): Arrays {
  const { pairs, passages, lexical, neighbours, ranker } = input
  const rows = lexical.phrasing.letters.length
  const arrays = arraysOf(pairs, rows)
  const { similarity, denseAnswer } = arrays
  denseAnswer.fill(0)
  for (const neighbour of neighbours) {
    const passage = passages[neighbour.row]
    const value = aboveFloor(neighbour.similarity, ranker.denseFloor)
    if (neighbour.row < rows) similarity[neighbour.row] = value
    if (passage?.part !== 'answer') continue
    denseAnswer[passage.pair] = Math.max(denseAnswer[passage.pair] as number, value)
  }
  findClosest(input, arrays, phrasingRuns(passages, pairs.length, rows))
  for (const { row } of neighbours) if (row < rows) similarity[row] = 0
  return arrays
}

/** Per pair its best phrasing, and the most that any of its phrasings has of each signal. */
function findClosest({ lexical, ranker }: SignalInput, arrays: Arrays, runs: Uint32Array): void {
  const { similarity, phrasing, letters, stems, stemPairs, dense } = arrays
  const { letters: allLetters, stems: allStems, stemPairs: allStemPairs } = lexical.phrasing
  const weight = (signal: 'letters' | 'stems' | 'stemPairs' | 'dense') => ranker.weights[signal] ?? 0
  const [byLetters, byStems] = [weight('letters'), weight('stems')]
  const [byStemPairs, byDense] = [weight('stemPairs'), weight('dense')]
  // Over all phrasings for every question: plain numbers, nothing allocated.
  for (let pair = 0; pair < phrasing.length; pair++) {
    let best = -1
    let bestRow = -1
    let mostLetters = 0
    let mostStems = 0
    let mostStemPairs = 0
    let mostDense = 0
    const end = runs[pair + 1] as number
    for (let row = runs[pair] as number; row < end; row++) {
      const hereLetters = allLetters[row] as number
      const hereStems = allStems[row] as number
      const hereStemPairs = allStemPairs[row] as number
      const hereDense = similarity[row] as number
      if (hereLetters > mostLetters) mostLetters = hereLetters
      if (hereStems > mostStems) mostStems = hereStems
      if (hereStemPairs > mostStemPairs) mostStemPairs = hereStemPairs
      if (hereDense > mostDense) mostDense = hereDense
      const score = byLetters * hereLetters + byStems * hereStems + byStemPairs * hereStemPairs + byDense * hereDense
      if (score > best) {
        best = score
        bestRow = row
      }
    }
    phrasing[pair] = bestRow
    letters[pair] = mostLetters
    stems[pair] = mostStems
    stemPairs[pair] = mostStemPairs
    dense[pair] = mostDense
  }
}

/** Per signal, in the order of `SIGNALS`, its value for every pair. */
export function signalColumns(input: SignalInput): readonly Float32Array[] {
  return columnsOf(input, closestPhrasings(input))
}

type ColumnsInput = Pick<RankInput, 'pairs' | 'lexical' | 'learned' | 'ranker'>

function columnsOf({ pairs, lexical, learned, ranker }: ColumnsInput, closest: Closest): readonly Float32Array[] {
  const { linear, prototype } = closest
  if (learned === null) {
    linear.fill(0)
    prototype.fill(0)
  } else {
    groupsOf(pairs).groupOf.forEach((group, position) => {
      linear[position] = Math.max(0, (learned.logits[group] as number) / ranker.linearScale)
      prototype[position] = aboveFloor(learned.prototypes[group] as number, ranker.denseFloor)
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
    linear,
    prototype,
  }
  return SIGNALS.map((signal) => columns[signal])
}
