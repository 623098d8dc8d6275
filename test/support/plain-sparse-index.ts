import type { Weighting } from '../../knowledge/search/lexical/sparse-index.js'

const K1 = 1.2
const B = 0.75

/** A sparse index in its plainest form: one list per feature, one addition per entry. The test oracle for the serving index. */
export function plainScores(
  documents: readonly (readonly number[])[],
  weighting: Weighting,
  query: readonly number[],
): readonly number[] {
  const counted = documents.map(counts)
  const lists = new Map<number, { readonly id: number; readonly count: number }[]>()
  for (const [id, ofDocument] of counted.entries()) {
    for (const feature of [...ofDocument.keys()].sort((left, right) => left - right)) {
      const list = lists.get(feature) ?? []
      lists.set(feature, [...list, { id, count: ofDocument.get(feature) ?? 0 }])
    }
  }
  const idf = (df: number) => Math.log(1 + (documents.length - df + 0.5) / (df + 0.5))
  const idfOf = (feature: number) => idf(lists.get(feature)?.length ?? 0)

  const squares = documents.map(() => 0)
  for (const [feature, list] of lists) {
    for (const { id, count } of list) {
      const value = (1 + Math.log(count)) * idfOf(feature)
      squares[id] = (squares[id] ?? 0) + value * value
    }
  }
  const mean = documents.reduce((sum, { length }) => sum + length, 0) / Math.max(1, documents.length) || 1
  const impact = (feature: number, id: number, count: number) =>
    weighting === 'cosine'
      ? Math.fround((1 + Math.log(count)) * idfOf(feature)) / Math.sqrt(squares[id] ?? 0)
      : (idfOf(feature) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * (documents[id]?.length ?? 0)) / mean))

  const sums = new Float32Array(documents.length)
  let bound = 0
  for (const [feature, count] of counts(query)) {
    const weight = weighting === 'cosine' ? (1 + Math.log(count)) * idfOf(feature) : 1
    bound += weighting === 'cosine' ? weight * weight : idfOf(feature) * (K1 + 1)
    for (const { id, count: there } of lists.get(feature) ?? []) {
      sums[id] = (sums[id] ?? 0) + weight * Math.fround(impact(feature, id, there))
    }
  }
  const scale = bound === 0 ? 0 : 1 / (weighting === 'cosine' ? Math.sqrt(bound) : bound)
  return [...sums.map((sum) => sum * scale)]
}

function counts(features: readonly number[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  for (const feature of features) found.set(feature, (found.get(feature) ?? 0) + 1)
  return found
}
