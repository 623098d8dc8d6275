import { rowProducts } from '../../basics/row-products.js'

/** Questions that no pair answers, with their vectors. */
export interface OutOfScope {
  readonly texts: readonly string[]
  /** texts × dimensions, rows of unit length */
  readonly vectors: Float32Array
}

export const NOTHING_OUT_OF_SCOPE: OutOfScope = { texts: [], vectors: new Float32Array(0) }

/** A question that no pair answers and that is close to the citizen's question. */
export interface NearOutOfScope {
  readonly text: string
  /** dense similarity, scaled like the signal `dense`, 0…1 */
  readonly similarity: number
}

/** Below this similarity, two questions may well be about different things. */
const LEAST_SIMILARITY = 0.45

/**
 * The closest question out of scope; null where there is none or the question has no vector.
 *
 * @param denseFloor of the ranker
 */
export function nearestOutOfScope(
  { texts, vectors }: OutOfScope,
  denseFloor: number,
  vector: Float32Array | null,
): NearOutOfScope | null {
  if (vector === null) return null
  let closest = -1
  let highest = 0
  rowProducts(vectors, [...texts.keys()], vector).forEach((cosine, row) => {
    if (cosine <= highest) return
    closest = row
    highest = cosine
  })
  const text = texts[closest]
  return text === undefined ? null : { text, similarity: aboveFloor(highest, denseFloor) }
}

/**
 * How much closer the question is to one that no pair answers than to the best candidate, 0…0.55. Low similarity does not count:
 * a few common words prove nothing.
 *
 * @param dense similarity of the question to the best candidate's closest phrasing, 0…1
 */
export function closerToOutOfScope({ similarity }: NearOutOfScope, dense: number): number {
  return Math.max(0, similarity - Math.max(LEAST_SIMILARITY, dense))
}

/** A cosine rescaled to 0…1; `denseFloor`, at which two texts have nothing in common, becomes 0. */
export function aboveFloor(cosine: number, denseFloor: number): number {
  return Math.max(0, (cosine - denseFloor) / (1 - denseFloor))
}
