import type { Passage } from '../content/passage.js'
import type { QnaPair } from '../content/qna-pair.js'
import type { Neighbour } from '../ports.js'
import type { LexicalScores } from './lexical/lexical-index.js'
import type { PairCosines } from './prototypes.js'
import { aboveFloor } from './ranker/out-of-scope.js'
import type { Ranker } from './ranker/ranker.js'

export interface ClosestInput {
  readonly pairs: readonly QnaPair[]
  /** all phrasings first, then the sentences of answers */
  readonly passages: readonly Passage[]
  readonly lexical: LexicalScores
  /** the vector index's neighbours of the question; empty when the question has no vector */
  readonly neighbours: readonly Neighbour[]
  /** null when the question has no vector */
  readonly prototypeCosines: PairCosines | null
  readonly ranker: Ranker
}

export interface Closest {
  /** per pair: its best phrasing's position, or -1 when it has none */
  readonly phrasing: Int32Array
  readonly letters: Float32Array
  readonly stems: Float32Array
  readonly stemPairs: Float32Array
  readonly dense: Float32Array
  readonly denseAnswer: Float32Array
  /** zero for a pair without a neighbour */
  readonly prototype: Float32Array
  /** the linear head's value for the pair's group; zero where the version has no head */
  readonly linear: Float32Array
}

export interface Arrays extends Closest {
  /** per phrasing; zero if it is not a neighbour */
  readonly similarity: Float64Array
  /** the rows whose `similarity` is set */
  similar: readonly number[]
  /** first row of each pair's phrasings, which are consecutive, and at last the end of the last pair's */
  readonly runs: Uint32Array
  /** per pair */
  readonly scores: Float64Array
}

const knownArrays = new WeakMap<readonly QnaPair[], Arrays>()

/** Large arrays cost more to allocate than to fill: a version's arrays are reused for every question. */
function arraysOf({ pairs, passages }: ClosestInput, rows: number): Arrays {
  const known = knownArrays.get(pairs)
  if (known !== undefined && known.similarity.length === rows) return known
  const perPair = () => new Float32Array(pairs.length)
  const arrays: Arrays = {
    similarity: new Float64Array(rows),
    similar: [],
    runs: phrasingRuns(passages, pairs.length, rows),
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

function phrasingRuns(passages: readonly Passage[], pairs: number, rows: number): Uint32Array {
  const starts = new Uint32Array(pairs + 1)
  for (let row = 0; row < rows; row++) {
    const after = (passages[row]?.pair ?? 0) + 1
    starts[after] = (starts[after] as number) + 1
  }
  for (let pair = 0; pair < pairs; pair++) starts[pair + 1] = (starts[pair + 1] as number) + (starts[pair] as number)
  return starts
}

/** @returns arrays that the next call for the same pairs overwrites */
export function closestPhrasings(input: ClosestInput): Arrays {
  const { pairs, passages, lexical, neighbours, ranker } = input
  const rows = lexical.phrasing.letters.length
  const arrays = arraysOf(input, rows)
  const { similarity, denseAnswer } = arrays
  denseAnswer.fill(0)
  likenPrototypes(input, arrays.prototype)
  for (const row of arrays.similar) similarity[row] = 0
  arrays.similar = neighbours.map(({ row }) => row).filter((row) => row < rows)
  for (const neighbour of neighbours) {
    const passage = passages[neighbour.row]
    const value = aboveFloor(neighbour.similarity, ranker.denseFloor)
    if (neighbour.row < rows) similarity[neighbour.row] = value
    if (passage?.part !== 'answer') continue
    denseAnswer[passage.pair] = Math.max(denseAnswer[passage.pair] as number, value)
  }
  findClosest(input, arrays, 0, pairs.length)
  return arrays
}

function likenPrototypes(input: ClosestInput, prototype: Float32Array): void {
  const { passages, neighbours, prototypeCosines, ranker } = input
  prototype.fill(0)
  const near = [...new Set(neighbours.map(({ row }) => passages[row]?.pair ?? 0))]
  prototypeCosines?.(near).forEach((cosine, i) => {
    prototype[near[i] as number] = aboveFloor(cosine, ranker.denseFloor)
  })
}

/** For each of the pairs `from … to`: its best phrasing, and the greatest value of each signal over its phrasings. */
export function findClosest({ lexical, ranker }: ClosestInput, arrays: Arrays, from: number, to: number): void {
  const { runs, similarity, phrasing, letters, stems, stemPairs, dense } = arrays
  const { letters: allLetters, stems: allStems, stemPairs: allStemPairs } = lexical.phrasing
  const weight = (signal: 'letters' | 'stems' | 'stemPairs' | 'dense') => ranker.weights[signal] ?? 0
  const [byLetters, byStems] = [weight('letters'), weight('stems')]
  const [byStemPairs, byDense] = [weight('stemPairs'), weight('dense')]
  // Runs over all phrasings for every question: plain numbers, no allocation.
  for (let pair = from; pair < to; pair++) {
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
