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
  score(features: readonly number[], into: Float32Array): void
}

/** @param documents per document its features, repeated as often as they occur */
export function buildSparseIndex(documents: Iterable<readonly number[]>, weighting: Weighting): SparseIndex {
  const postings = invert(documents)
  const { terms, starts, ids, lengths } = postings
  const size = lengths.length
  const idf = (documentFrequency: number) => Math.log(1 + (size - documentFrequency + 0.5) / (documentFrequency + 0.5))
  const unknownIdf = idf(0)
  const termIdf = Float64Array.from({ length: terms.size }, (_, term) =>
    idf((starts[term + 1] as number) - (starts[term] as number)),
  )
  const impacts = weighting === 'cosine' ? cosineImpacts(postings, termIdf) : bm25Impacts(postings, termIdf)

  return {
    size,
    score(features, into) {
      into.fill(0)
      let bound = 0
      for (const [feature, count] of countFeatures(features)) {
        const term = terms.get(feature)
        const weight = term === undefined ? unknownIdf : (termIdf[term] as number)
        const queryWeight = weighting === 'cosine' ? (1 + Math.log(count)) * weight : 1
        bound += weighting === 'cosine' ? queryWeight * queryWeight : weight * (K1 + 1)
        if (term === undefined) continue
        const end = starts[term + 1] as number
        for (let i = starts[term] as number; i < end; i++) {
          const id = ids[i] as number
          into[id] = (into[id] as number) + queryWeight * (impacts[i] as number)
        }
      }
      const scale = bound === 0 ? 0 : 1 / (weighting === 'cosine' ? Math.sqrt(bound) : bound)
      for (let id = 0; id < size; id++) into[id] = (into[id] as number) * scale
    },
  }
}

/** Postings of term t: `ids[starts[t] … starts[t + 1])`, with how often the term occurs in each document. */
interface Postings {
  readonly terms: ReadonlyMap<number, number>
  readonly starts: Uint32Array
  readonly ids: Uint32Array
  readonly counts: Uint16Array
  /** features per document */
  readonly lengths: readonly number[]
}

function invert(documents: Iterable<readonly number[]>): Postings {
  const terms = new Map<number, number>()
  const lengths: number[] = []
  const frequencies: number[] = []
  let entries = {
    size: 0,
    terms: new Uint32Array(1 << 12),
    ids: new Uint32Array(1 << 12),
    counts: new Uint16Array(1 << 12),
  }
  for (const features of documents) {
    const sorted = Uint32Array.from(features).sort()
    for (let start = 0; start < sorted.length; ) {
      const feature = sorted[start] as number
      let end = start + 1
      while (end < sorted.length && sorted[end] === feature) end++
      let term = terms.get(feature)
      if (term === undefined) {
        term = terms.size
        terms.set(feature, term)
        frequencies.push(0)
      }
      frequencies[term] = (frequencies[term] as number) + 1
      if (entries.size === entries.ids.length) entries = doubled(entries)
      entries.terms[entries.size] = term
      entries.ids[entries.size] = lengths.length
      entries.counts[entries.size] = Math.min(end - start, 65_535)
      entries.size++
      start = end
    }
    lengths.push(features.length)
  }

  const starts = new Uint32Array(terms.size + 1)
  frequencies.forEach((frequency, term) => {
    starts[term + 1] = (starts[term] as number) + frequency
  })
  const next = starts.slice()
  const ids = new Uint32Array(entries.size)
  const counts = new Uint16Array(entries.size)
  for (let i = 0; i < entries.size; i++) {
    const term = entries.terms[i] as number
    const place = next[term] as number
    next[term] = place + 1
    ids[place] = entries.ids[i] as number
    counts[place] = entries.counts[i] as number
  }
  return { terms, starts, ids, counts, lengths }
}

interface Entries {
  readonly size: number
  readonly terms: Uint32Array
  readonly ids: Uint32Array
  readonly counts: Uint16Array
}

function doubled({ size, ...old }: Entries) {
  const larger = {
    size,
    terms: new Uint32Array(size * 2),
    ids: new Uint32Array(size * 2),
    counts: new Uint16Array(size * 2),
  }
  larger.terms.set(old.terms)
  larger.ids.set(old.ids)
  larger.counts.set(old.counts)
  return larger
}

/** In the order in which features first occur, so that sums come out the same everywhere. */
function countFeatures(features: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>()
  for (const feature of features) counts.set(feature, (counts.get(feature) ?? 0) + 1)
  return counts
}

function cosineImpacts({ starts, ids, counts, lengths }: Postings, idf: Float64Array): Float32Array {
  const squares = new Float64Array(lengths.length)
  const weights = new Float32Array(ids.length)
  idf.forEach((weight, term) => {
    for (let i = starts[term] as number; i < (starts[term + 1] as number); i++) {
      const value = (1 + Math.log(counts[i] as number)) * weight
      weights[i] = value
      const id = ids[i] as number
      squares[id] = (squares[id] as number) + value * value
    }
  })
  return weights.map((weight, i) => weight / Math.sqrt(squares[ids[i] as number] as number))
}

function bm25Impacts({ starts, ids, counts, lengths }: Postings, idf: Float64Array): Float32Array {
  const mean = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1
  const impacts = new Float32Array(ids.length)
  idf.forEach((weight, term) => {
    for (let i = starts[term] as number; i < (starts[term + 1] as number); i++) {
      const count = counts[i] as number
      const length = lengths[ids[i] as number] as number
      impacts[i] = (weight * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / mean))
    }
  })
  return impacts
}
