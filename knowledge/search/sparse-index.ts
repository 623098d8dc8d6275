import { addImpacts } from './add-impacts.js'
import { featureTable } from './feature-table.js'
import { countFeatures } from './features.js'
import { type Postings, postingsBuilder } from './postings.js'

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
  /** what a feature is worth: the rarer among the documents, the more */
  idfOf(feature: number): number
  /** mean number of features of a document; 1 where there are none */
  readonly meanLength: number
}

/** @param documents per document its features, repeated as often as they occur */
export function buildSparseIndex(documents: Iterable<readonly number[]>, weighting: Weighting): SparseIndex {
  const builder = postingsBuilder()
  for (const features of documents) builder.add([builder.termsOf(features)])
  return sparseIndex(builder.build(), weighting)
}

/** The weights follow from the postings, so that only whole numbers need to be kept. */
export function sparseIndex(postings: Postings, weighting: Weighting): SparseIndex {
  const { features, lists, starts, ids, lengths } = postings
  const size = lengths.length
  const terms = featureTable(features)
  const idf = (documentFrequency: number) => Math.log(1 + (size - documentFrequency + 0.5) / (documentFrequency + 0.5))
  const unknownIdf = idf(0)
  const listIdf = Float64Array.from({ length: starts.length - 1 }, (_, list) =>
    idf((starts[list + 1] as number) - (starts[list] as number)),
  )
  const impacts = weighting === 'cosine' ? cosineImpacts(postings, listIdf) : bm25Impacts(postings, listIdf)

  return {
    size,
    score(query, into) {
      into.fill(0)
      let bound = 0
      // Neighbouring letter runs of a word mostly share one list.
      let [list, weightOfList, times] = [-1, 0, 0]
      const addList = () => {
        if (times === 0) return
        const [start, end] = [starts[list] as number, starts[list + 1] as number]
        addImpacts({ ids, impacts, start, end, weight: weightOfList }, times, into)
        times = 0
      }
      for (const [feature, count] of countFeatures(query)) {
        const term = terms.numberOf(feature)
        const itsList = term === -1 ? -1 : (lists[term] as number)
        const weight = term === -1 ? unknownIdf : (listIdf[itsList] as number)
        const queryWeight = weighting === 'cosine' ? (1 + Math.log(count)) * weight : 1
        bound += weighting === 'cosine' ? queryWeight * queryWeight : weight * (K1 + 1)
        if (term === -1) continue
        if (itsList !== list || queryWeight !== weightOfList) {
          addList()
          list = itsList
          weightOfList = queryWeight
        }
        times++
      }
      addList()
      const scale = bound === 0 ? 0 : 1 / (weighting === 'cosine' ? Math.sqrt(bound) : bound)
      for (let id = 0; id < size; id++) into[id] = (into[id] as number) * scale
    },
    idfOf(feature) {
      const term = terms.numberOf(feature)
      return term === -1 ? unknownIdf : (listIdf[lists[term] as number] as number)
    },
    meanLength: meanLengthOf(lengths),
  }
}

function cosineImpacts({ lists, starts, ids, counts, lengths }: Postings, listIdf: Float64Array): Float32Array {
  const values = new Float64Array(ids.length)
  listIdf.forEach((idf, list) => {
    for (let i = starts[list] as number; i < (starts[list + 1] as number); i++) {
      values[i] = (1 + Math.log(counts[i] as number)) * idf
    }
  })
  const norms = new Float64Array(lengths.length)
  // Term by term, not list by list: the order decides the last digit of a sum.
  for (const list of lists) {
    for (let i = starts[list] as number; i < (starts[list + 1] as number); i++) {
      const id = ids[i] as number
      const value = values[i] as number
      norms[id] = (norms[id] as number) + value * value
    }
  }
  norms.forEach((squares, id) => {
    norms[id] = Math.sqrt(squares)
  })
  const impacts = new Float32Array(ids.length)
  for (let i = 0; i < impacts.length; i++) {
    impacts[i] = Math.fround(values[i] as number) / (norms[ids[i] as number] as number)
  }
  return impacts
}

/** How a query meets a text that is not among the documents, by their statistics: as `bm25` would score it, 0…1. */
export function bm25OfText(
  { idfOf, meanLength }: Pick<SparseIndex, 'idfOf' | 'meanLength'>,
  query: readonly number[],
  text: readonly number[],
): number {
  const counts = countFeatures(text)
  const damping = K1 * (1 - B + (B * text.length) / meanLength)
  let [sum, bound] = [0, 0]
  for (const feature of countFeatures(query).keys()) {
    const most = idfOf(feature) * (K1 + 1)
    const count = counts.get(feature) ?? 0
    bound += most
    sum += (most * count) / (count + damping)
  }
  return bound === 0 ? 0 : sum / bound
}

function meanLengthOf(lengths: Uint32Array): number {
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length) || 1
}

function bm25Impacts({ starts, ids, counts, lengths }: Postings, listIdf: Float64Array): Float32Array {
  const mean = meanLengthOf(lengths)
  const dampings = Float64Array.from(lengths, (length) => K1 * (1 - B + (B * length) / mean))
  const impacts = new Float32Array(ids.length)
  listIdf.forEach((idf, list) => {
    for (let i = starts[list] as number; i < (starts[list + 1] as number); i++) {
      const count = counts[i] as number
      impacts[i] = (idf * count * (K1 + 1)) / (count + (dampings[ids[i] as number] as number))
    }
  })
  return impacts
}
