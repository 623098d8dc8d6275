import type { Dataset, Group } from './dataset.js'

/** Maximum number of pairs per group; more would only cost time. */
const MOST_PAIRS = 300
/** Smaller groups give no reliable score. */
const LEAST_PAIRS = 20

/**
 * Mean reciprocal rank of the right partner among all partners of the group, over pairs kept aside, averaged over groups.
 *
 * @param table rows × dimensions
 * @returns 0…1, or null where too few pairs were kept aside of every group
 */
export function developmentScore(dataset: Dataset, table: Float32Array): number | null {
  const scores = dataset.dev
    .filter(({ pairs }) => pairs.length / 2 >= LEAST_PAIRS)
    .map((group) => groupScore(group, dataset, table, dataset.shape.dimensions))
  return scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length
}

function groupScore({ pairs }: Group, dataset: Dataset, table: Float32Array, dimensions: number): number {
  const size = Math.min(MOST_PAIRS, pairs.length / 2)
  const side = (offset: number) =>
    Array.from({ length: size }, (_, i) => sentenceVector(pairs[2 * i + offset] as number, dataset, table, dimensions))
  const left = side(0)
  const right = side(1)
  let sum = 0
  left.forEach((vector, i) => {
    const own = dot(vector, right[i] ?? vector)
    sum += 1 / (1 + right.filter((other, j) => j !== i && dot(vector, other) > own).length)
  })
  return sum / size
}

function sentenceVector(sentence: number, dataset: Dataset, table: Float32Array, dimensions: number): Float32Array {
  const { sentenceStart, sentenceWords, wordStart, wordRows, wordScales, wordWeights } = dataset
  const vector = new Float32Array(dimensions)
  for (let w = sentenceStart[sentence] as number; w < (sentenceStart[sentence + 1] as number); w++) {
    const word = sentenceWords[w] as number
    for (let r = wordStart[word] as number; r < (wordStart[word + 1] as number); r++) {
      const scale = (wordWeights[word] as number) * (wordScales[r] as number)
      const row = (wordRows[r] as number) * dimensions
      for (let d = 0; d < dimensions; d++) vector[d] = (vector[d] as number) + scale * (table[row + d] as number)
    }
  }
  const length = Math.sqrt(dot(vector, vector)) || 1
  return vector.map((value) => value / length)
}

function dot(left: Float32Array, right: Float32Array): number {
  let sum = 0
  for (let d = 0; d < left.length; d++) sum += (left[d] as number) * (right[d] as number)
  return sum
}
