import type { Passage } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import type { Neighbour } from '../ports.js'
import type { LexicalScores } from './lexical-index.js'
import { type Ranker, SIGNALS, type Signals } from './ranker.js'

/** A pair scored for a question. */
export interface RankedPair {
  /** position of the pair in the version */
  readonly position: number
  readonly pair: QnaPair
  /** 0…1, a share of what a perfect match would score; not a probability */
  readonly score: number
  readonly signals: Signals
  /** position among the passages of the phrasing that is closest to the question */
  readonly phrasing: number
}

export interface RankInput {
  readonly pairs: readonly QnaPair[]
  /** all phrasings first, then the sentences of answers */
  readonly passages: readonly Passage[]
  readonly lexical: LexicalScores
  /** the vector index's neighbours of the question; empty when the question has no vector */
  readonly neighbours: readonly Neighbour[]
  readonly ranker: Ranker
  /** whether a pair may be shown at all: metadata filter, validity */
  readonly admits: (pair: QnaPair) => boolean
  /** the language that an answer should be in when there is a choice */
  readonly language: string
}

/**
 * Fuses dense and lexical evidence into one score per pair, best first. Translations of one pair compete as one: the best
 * scoring decides the place, and the one in the question's language is shown.
 *
 * @param limit how many to return at most
 */
export function rank(input: RankInput, limit: number): readonly RankedPair[] {
  const { pairs, ranker } = input
  const closest = closestPhrasings(input)
  const perfect = SIGNALS.reduce((sum, signal) => sum + (ranker.weights[signal] ?? 0), 0)
  const byId = new Map<string, RankedPair[]>()
  pairs.forEach((pair, position) => {
    const phrasing = closest.phrasing[position]
    if (phrasing === undefined || !input.admits(pair)) return
    const signals = signalsOf(input, position, closest)
    const weighted = SIGNALS.reduce((sum, signal) => sum + (ranker.weights[signal] ?? 0) * signals[signal], 0)
    const score = weighted / perfect
    if (score <= 0) return
    const translations = byId.get(pair.id) ?? []
    translations.push({ position, pair, score, signals, phrasing })
    byId.set(pair.id, translations)
  })
  return [...byId.values()]
    .map((translations) => showInLanguage(translations, input.language))
    .sort((left, right) => right.score - left.score || left.position - right.position)
    .slice(0, limit)
}

function showInLanguage(translations: readonly RankedPair[], language: string): RankedPair {
  const best = translations.reduce((top, other) => (other.score > top.score ? other : top))
  const own = translations.find(({ pair }) => pair.language === language) ?? best
  return { ...best, pair: own.pair, position: own.position }
}

interface Closest {
  /** per pair: its best phrasing's position, or undefined when it has none */
  readonly phrasing: readonly (number | undefined)[]
  readonly letters: Float32Array
  readonly stems: Float32Array
  readonly stemPairs: Float32Array
  readonly dense: Float32Array
  readonly denseAnswer: Float32Array
}

function closestPhrasings({ pairs, passages, lexical, neighbours, ranker }: RankInput): Closest {
  const size = pairs.length
  const best = new Float32Array(size).fill(-1)
  const phrasing: (number | undefined)[] = new Array(size)
  const letters = new Float32Array(size)
  const stems = new Float32Array(size)
  const stemPairs = new Float32Array(size)
  const dense = new Float32Array(size)
  const denseAnswer = new Float32Array(size)
  const { denseFloor } = ranker
  const aboveFloor = (similarity: number) => Math.max(0, (similarity - denseFloor) / (1 - denseFloor))
  const similarity = new Map(neighbours.map((neighbour) => [neighbour.row, aboveFloor(neighbour.similarity)]))
  for (const [row, value] of similarity) {
    const passage = passages[row]
    if (passage?.part !== 'answer') continue
    denseAnswer[passage.pair] = Math.max(denseAnswer[passage.pair] as number, value)
  }
  const weight = (signal: 'letters' | 'stems' | 'stemPairs' | 'dense') => ranker.weights[signal] ?? 0
  const weights = {
    letters: weight('letters'),
    stems: weight('stems'),
    stemPairs: weight('stemPairs'),
    dense: weight('dense'),
  }
  passages.slice(0, lexical.phrasing.letters.length).forEach(({ pair }, row) => {
    const here = {
      letters: lexical.phrasing.letters[row] as number,
      stems: lexical.phrasing.stems[row] as number,
      stemPairs: lexical.phrasing.stemPairs[row] as number,
      dense: similarity.get(row) ?? 0,
    }
    const score =
      weights.letters * here.letters +
      weights.stems * here.stems +
      weights.stemPairs * here.stemPairs +
      weights.dense * here.dense
    if (here.letters > (letters[pair] as number)) letters[pair] = here.letters
    if (here.stems > (stems[pair] as number)) stems[pair] = here.stems
    if (here.stemPairs > (stemPairs[pair] as number)) stemPairs[pair] = here.stemPairs
    if (here.dense > (dense[pair] as number)) dense[pair] = here.dense
    if (score > (best[pair] as number)) {
      best[pair] = score
      phrasing[pair] = row
    }
  })
  return { phrasing, letters, stems, stemPairs, dense, denseAnswer }
}

function signalsOf({ lexical }: RankInput, position: number, closest: Closest): Signals {
  return {
    dense: closest.dense[position] as number,
    denseAnswer: closest.denseAnswer[position] as number,
    letters: closest.letters[position] as number,
    stems: closest.stems[position] as number,
    stemPairs: closest.stemPairs[position] as number,
    answerLetters: lexical.answer.answerLetters[position] as number,
    answerStems: lexical.answer.answerStems[position] as number,
    answerPairs: lexical.answer.answerPairs[position] as number,
  }
}
