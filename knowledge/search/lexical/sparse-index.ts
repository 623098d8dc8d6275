import type { CountedFeatures } from '../../text/features.js'
import { addImpacts } from './add-impacts.js'
import { featureTable } from './feature-table.js'
import { addMost, type LeftOut, LONG_LIST, type WeighedList } from './left-out.js'
import { type Postings, postingsBuilder } from './postings.js'

/**
 * How a match is weighted.
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
   * Similarity of the query to each document, 0…1, written into `into` (length `size`).
   */
  score(query: CountedFeatures, into: Float32Array): void
  /** A faster `score` whose values may lack a little. */
  scoreMost(query: CountedFeatures, into: Float32Array): LeftOut
  /** inverse document frequency of a feature */
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

/** The weights are derived from the postings, so that only whole numbers need to be stored. */
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

  const entries = { ids, impacts }
  const greatest = greatestImpacts(starts, impacts)
  /** weight of each list in the current query; zero between two calls */
  const listWeights = new Float64Array(listIdf.length)

  /**
   * Writes the query's weight of each list. Neighbouring letter runs of a word mostly share one list, which is then processed once
   * for all of them.
   *
   * @returns the lists with a weight, in order of first use, and the scale for their weights
   */
  const weigh = ({ features: asked, counts }: CountedFeatures) => {
    const touched: number[] = []
    let bound = 0
    for (let i = 0; i < asked.length; i++) {
      const term = terms.numberOf(asked[i] as number)
      const list = term === -1 ? -1 : (lists[term] as number)
      const itsIdf = term === -1 ? unknownIdf : (listIdf[list] as number)
      const weight = weighting === 'cosine' ? (1 + Math.log(counts[i] as number)) * itsIdf : 1
      bound += weighting === 'cosine' ? weight * weight : itsIdf * (K1 + 1)
      if (term === -1) continue
      if (listWeights[list] === 0) touched.push(list)
      listWeights[list] = (listWeights[list] as number) + weight
    }
    return { touched, scale: bound === 0 ? 0 : 1 / (weighting === 'cosine' ? Math.sqrt(bound) : bound) }
  }
  return {
    size,
    score(query, into) {
      into.fill(0)
      const { touched, scale } = weigh(query)
      for (const list of touched) {
        const weight = (listWeights[list] as number) * scale
        addImpacts(entries, starts[list] as number, starts[list + 1] as number, weight, into)
        listWeights[list] = 0
      }
    },
    scoreMost(query, into) {
      into.fill(0)
      const { touched, scale } = weigh(query)
      const long: WeighedList[] = []
      for (const list of touched) {
        const [start, end] = [starts[list] as number, starts[list + 1] as number]
        const weight = (listWeights[list] as number) * scale
        if (end - start < LONG_LIST) addImpacts(entries, start, end, weight, into)
        else long.push({ start, end, weight, most: weight * (greatest[list] as number) })
        listWeights[list] = 0
      }
      return addMost(entries, long, into)
    },
    idfOf(feature) {
      const term = terms.numberOf(feature)
      return term === -1 ? unknownIdf : (listIdf[lists[term] as number] as number)
    },
    meanLength: meanLengthOf(lengths),
  }
}

/** The greatest impact of each list. */
function greatestImpacts(starts: Uint32Array, impacts: Float32Array): Float32Array {
  const greatest = new Float32Array(starts.length - 1)
  for (let list = 0; list < greatest.length; list++) {
    let most = 0
    for (let i = starts[list] as number; i < (starts[list + 1] as number); i++) {
      if ((impacts[i] as number) > most) most = impacts[i] as number
    }
    greatest[list] = most
  }
  return greatest
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

/** The `bm25` score of a text that is not among the documents, by their statistics, 0…1. */
export function bm25OfText(
  { idfOf, meanLength }: Pick<SparseIndex, 'idfOf' | 'meanLength'>,
  query: CountedFeatures,
  text: readonly number[],
): number {
  const { features } = query
  const asked = featureTable(Uint32Array.from(features))
  const counts = new Uint32Array(features.length)
  for (const feature of text) {
    const number = asked.numberOf(feature)
    if (number !== -1) counts[number] = (counts[number] as number) + 1
  }
  const damping = K1 * (1 - B + (B * text.length) / meanLength)
  let [sum, bound] = [0, 0]
  for (let i = 0; i < features.length; i++) {
    const most = idfOf(features[i] as number) * (K1 + 1)
    const count = counts[i] as number
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
