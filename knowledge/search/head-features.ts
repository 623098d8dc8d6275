import { FNV_START, fnvStep, mix32 } from '../hash32.js'
import type { FeatureTable } from './feature-table.js'

/**
 * What the linear head sees of a text: its words, pairs of neighbouring words with the text's ends marked, and runs of two to
 * five letters within each word. A feature is a 32-bit hash, as on the lexical side.
 */
export type HeadFeatures = readonly [words: readonly number[], pairs: readonly number[], runs: readonly number[]]

/** Features with weights; a feature that the head does not know has no number and is left out. */
export interface SparseVector {
  readonly numbers: Int32Array
  readonly values: Float32Array
}

/** How much each kind of feature counts in a text's vector. */
const SHARES = [1, 1, 1.4] as const

const SHORTEST_RUN = 2
const LONGEST_RUN = 5

/** First unit of a hash: the same letters are another feature as a word, as a pair and as a run. */
const [WORD, PAIR, RUN] = [0xe001, 0xe002, 0xe003]
const SPACE = 0x20

export function headFeatures(words: readonly string[]): HeadFeatures {
  const ends = words.length === 0 ? [] : ['^', ...words, '$']
  return [
    words.map((word) => mix32(hashFrom(fnvStep(FNV_START, WORD), word))),
    ends.slice(1).map((word, i) => {
      const before = hashFrom(fnvStep(FNV_START, PAIR), ends[i] ?? '')
      return mix32(hashFrom(fnvStep(before, SPACE), word))
    }),
    words.flatMap(runsOf),
  ]
}

function runsOf(word: string): readonly number[] {
  const bordered = `<${word}>`
  const runs: number[] = []
  for (let start = 0; start < bordered.length; start++) {
    const end = Math.min(bordered.length, start + LONGEST_RUN)
    let hash = fnvStep(FNV_START, RUN)
    for (let i = start; i < end; i++) {
      hash = fnvStep(hash, bordered.charCodeAt(i))
      if (i - start + 1 >= SHORTEST_RUN) runs.push(mix32(hash))
    }
  }
  return runs
}

function hashFrom(start: number, text: string): number {
  let hash = start
  for (let i = 0; i < text.length; i++) hash = fnvStep(hash, text.charCodeAt(i))
  return hash
}

/**
 * The (1 + ln tf)·idf vector of a text, each kind of feature brought to its share of a unit length. Unknown features count towards
 * the length, so that a text of which little is known scores little.
 *
 * @param idf by feature number
 */
export function headVector(
  features: HeadFeatures,
  table: Pick<FeatureTable, 'numberOf'>,
  idf: Float32Array,
  unknownIdf: number,
): SparseVector {
  const numbers: number[] = []
  const values: number[] = []
  let shares = 0
  features.forEach((kind, i) => {
    if (kind.length === 0) return
    const start = values.length
    let squares = 0
    for (const [feature, count] of countsOf(kind)) {
      const number = table.numberOf(feature)
      const value = (1 + Math.log(count)) * (number === -1 ? unknownIdf : (idf[number] as number))
      squares += value * value
      if (number === -1) continue
      numbers.push(number)
      values.push(value)
    }
    const share = SHARES[i] ?? 0
    shares += share * share
    const scale = share / Math.sqrt(squares)
    for (let at = start; at < values.length; at++) values[at] = (values[at] as number) * scale
  })
  const scale = shares === 0 ? 0 : 1 / Math.sqrt(shares)
  return { numbers: Int32Array.from(numbers), values: Float32Array.from(values, (value) => value * scale) }
}

/** In the order in which features first occur, so that sums come out the same everywhere. */
export function countsOf(features: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return counts
}
