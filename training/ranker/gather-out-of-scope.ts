import { normalise } from '../../knowledge/search/normalise.js'
import { aboveFloor, type OutOfScope } from '../../knowledge/search/out-of-scope.js'
import type { RankerMaterial } from '../../knowledge/version/freeze-parts.js'

/** A phrasing as close as this asks the same: what it asks is not out of this version's scope. */
const ASKED_HERE = 0.6
/** Phrasings looked at for each everyday question. */
const NEIGHBOURS = 10

/**
 * What editors decided to be out of scope, and what is so in any office: an everyday question counts unless a phrasing of the
 * version is close to it.
 *
 * @param everyday questions that people ask any assistant
 */
export async function gatherOutOfScope(
  { outOfScope, embedder, index, passages }: RankerMaterial,
  everyday: readonly string[],
  denseFloor: number,
): Promise<OutOfScope> {
  const { dimensions } = embedder.identity
  const texts = [...new Set([...outOfScope, ...everyday])]
  if (texts.length === 0) return { texts, vectors: new Float32Array(0) }
  const decided = new Set(outOfScope)
  const isAskedHere = (vector: Float32Array) =>
    index
      .search(vector, NEIGHBOURS)
      .some(
        ({ row, similarity }) => passages[row]?.part === 'phrasing' && aboveFloor(similarity, denseFloor) >= ASKED_HERE,
      )
  const rows = await embedder.embed(texts.map(normalise), 'query')
  const kept = texts.flatMap((text, i) => {
    const vector = rows[i] ?? null
    return vector === null || (!decided.has(text) && isAskedHere(vector)) ? [] : [{ text, vector }]
  })
  const vectors = new Float32Array(kept.length * dimensions)
  kept.forEach(({ vector }, i) => {
    vectors.set(vector, i * dimensions)
  })
  return { texts: kept.map(({ text }) => text), vectors }
}
