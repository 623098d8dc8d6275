/**
 * How a match is weighed.
 * `cosine`: cosine of (1 + ln tf)·idf vectors, symmetric, for texts about as long as a question.
 * `bm25`: BM25 divided by its upper bound for the query, for long texts of which a question touches only a part.
 *
 * @see Robertson & Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009
 */
export type Weighting = 'cosine' | 'bm25'

const K1 = 1.2
const B = 0.75

/** An inverted index over documents given as features; scores every document at once. */
export interface SparseIndex {
  readonly size: number
  /**
   * Similarity of the query to each document, 0…1, written over `into` (length `size`).
   */
  score(features: readonly string[], into: Float32Array): void
}

/** @param documents per document its features, repeated as often as they occur */
export function buildSparseIndex(documents: Iterable<readonly string[]>, weighting: Weighting): SparseIndex {
  const { terms, postings, lengths } = invert(documents)
  const size = lengths.length
  const idf = (documentFrequency: number) => Math.log(1 + (size - documentFrequency + 0.5) / (documentFrequency + 0.5))
  const unknownIdf = idf(0)
  const termIdf = Float64Array.from(postings, (posting) => idf(posting.documents.length))
  const impact =
    weighting === 'cosine' ? cosineImpacts(postings, termIdf, size) : bm25Impacts(postings, termIdf, lengths)

  return {
    size,
    score(features, into) {
      into.fill(0)
      let bound = 0
      for (const [feature, count] of countFeatures(features)) {
        const term = terms.get(feature)
        const weight = term === undefined ? unknownIdf : (termIdf[term] ?? 0)
        const queryWeight = weighting === 'cosine' ? (1 + Math.log(count)) * weight : 1
        bound += weighting === 'cosine' ? queryWeight * queryWeight : weight * (K1 + 1)
        const posting = term === undefined ? undefined : postings[term]
        const impacts = term === undefined ? undefined : impact[term]
        if (posting === undefined || impacts === undefined) continue
        const { documents: ids } = posting
        for (let i = 0; i < ids.length; i++) {
          const id = ids[i] as number
          into[id] = (into[id] as number) + queryWeight * (impacts[i] as number)
        }
      }
      const scale = bound === 0 ? 0 : 1 / (weighting === 'cosine' ? Math.sqrt(bound) : bound)
      for (let id = 0; id < size; id++) into[id] = (into[id] as number) * scale
    },
  }
}

interface Posting {
  readonly documents: Uint32Array
  readonly counts: Uint16Array
}

function invert(documents: Iterable<readonly string[]>) {
  const terms = new Map<string, number>()
  const lists: { ids: number[]; counts: number[] }[] = []
  const lengths: number[] = []
  for (const features of documents) {
    const id = lengths.length
    for (const [feature, count] of countFeatures(features)) {
      let term = terms.get(feature)
      if (term === undefined) {
        term = lists.length
        terms.set(feature, term)
        lists.push({ ids: [], counts: [] })
      }
      const list = lists[term]
      list?.ids.push(id)
      list?.counts.push(Math.min(count, 65_535))
    }
    lengths.push(features.length)
  }
  const postings: readonly Posting[] = lists.map(({ ids, counts }) => ({
    documents: Uint32Array.from(ids),
    counts: Uint16Array.from(counts),
  }))
  return { terms, postings, lengths }
}

function countFeatures(features: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return counts
}

function cosineImpacts(postings: readonly Posting[], idf: Float64Array, size: number): readonly Float32Array[] {
  const squares = new Float64Array(size)
  const weigh = (count: number, term: number) => (1 + Math.log(count)) * (idf[term] as number)
  postings.forEach(({ documents, counts }, term) => {
    documents.forEach((id, i) => {
      squares[id] = (squares[id] as number) + weigh(counts[i] as number, term) ** 2
    })
  })
  return postings.map(({ documents, counts }, term) =>
    Float32Array.from(documents, (id, i) => weigh(counts[i] as number, term) / Math.sqrt(squares[id] as number)),
  )
}

function bm25Impacts(
  postings: readonly Posting[],
  idf: Float64Array,
  lengths: readonly number[],
): readonly Float32Array[] {
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1
  return postings.map(({ documents, counts }, term) =>
    Float32Array.from(documents, (id, i) => {
      const count = counts[i] as number
      const saturation = (count * (K1 + 1)) / (count + K1 * (1 - B + (B * (lengths[id] as number)) / mean))
      return (idf[term] as number) * saturation
    }),
  )
}
