import { countFeatures, letterRuns } from '../../text/features.js'
import { FNV_START, fnv1a, fnvStep, mix32 } from '../../text/hash32.js'
import type { FeatureTable } from '../lexical/feature-table.js'

/**
 * The linear head's features of a text: its words, pairs of neighbouring words including marks for the text's ends, and runs of
 * two to five letters within each word. A feature is a 32-bit hash, as in the lexical index.
 */
export type HeadFeatures = readonly [words: readonly number[], pairs: readonly number[], runs: readonly number[]]

/** Features with weights; features unknown to the head have no number and are left out. */
export interface SparseVector {
  readonly numbers: Int32Array
  readonly values: Float32Array
}

/** How much each kind of feature counts in a text's vector. */
const SHARES = [1, 1, 1.4] as const

const SHORTEST_RUN = 2

/** Start values of the hashes: the same letters give different features as a word, a pair and a run. */
const [WORD, PAIR, RUN] = [fnvStep(FNV_START, 0xe001), fnvStep(FNV_START, 0xe002), fnvStep(FNV_START, 0xe003)]
const SPACE = 0x20

export function headFeatures(words: readonly string[]): HeadFeatures {
  const ends = words.length === 0 ? [] : ['^', ...words, '$']
  return [
    words.map((word) => mix32(fnv1a(word, 0, word.length, WORD))),
    ends.slice(1).map((word, i) => {
      const before = fnv1a(ends[i] ?? '', 0, undefined, PAIR)
      return mix32(fnv1a(word, 0, word.length, fnvStep(before, SPACE)))
    }),
    letterRuns(words, SHORTEST_RUN, RUN),
  ]
}

/**
 * The (1 + ln tf)·idf vector of a text, each kind of feature scaled to its share of unit length. Unknown features count towards
 * the length, so that a mostly unknown text scores low.
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
    const { features: different, counts } = countFeatures(kind)
    for (let at = 0; at < different.length; at++) {
      const number = table.numberOf(different[at] as number)
      const value = (1 + Math.log(counts[at] as number)) * (number === -1 ? unknownIdf : (idf[number] as number))
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
  for (let at = 0; at < values.length; at++) values[at] = (values[at] as number) * scale
  return { numbers: new Int32Array(numbers), values: new Float32Array(values) }
}
