import { FNV_START, fnvStep } from '../../text/hash32.js'
import { type FeatureTable, featureTable } from './feature-table.js'

/**
 * How often each feature occurs in each document: all that a sparse index needs. Whole numbers only, so that they can be stored
 * in a file and are the same on every machine.
 *
 * Features that occur equally often in the same documents share one list, as most letter runs of a word do.
 */
export interface Postings {
  /** by term: in the order of the first document that contains them, then by value */
  readonly features: Uint32Array
  /** per term, the number of its list */
  readonly lists: Uint32Array
  /** entries of list l: `starts[l] … starts[l + 1]` of `ids` and `counts` */
  readonly starts: Uint32Array
  readonly ids: Uint32Array
  readonly counts: Uint16Array
  /** number of features per document */
  readonly lengths: Uint32Array
}

/** Features as numbered by the builder: the terms of a word can be reused wherever it occurs. */
export type Terms = Uint32Array

export interface PostingsBuilder {
  termsOf(features: readonly number[]): Terms
  /** Adds the next document: its terms, in parts, repeated as often as they occur. */
  add(parts: readonly Terms[]): void
  build(): Postings
}

const MOST_COUNTED = 65_535

export function postingsBuilder(): PostingsBuilder {
  const table = featureTable()
  const lengths: number[] = []
  /** number of terms known after each document */
  const termsAfter: number[] = []
  let entries = { terms: new Uint32Array(1 << 12), ids: new Uint32Array(1 << 12), counts: new Uint32Array(1 << 12) }
  let size = 0
  /** per term, its latest entry plus one */
  let latest = new Uint32Array(1 << 12)

  return {
    termsOf(features) {
      const terms = new Uint32Array(features.length)
      for (let i = 0; i < terms.length; i++) terms[i] = table.add(features[i] as number)
      while (latest.length < table.size()) latest = grown(latest)
      return terms
    },
    add(parts) {
      const id = lengths.length
      const begin = size
      const length = parts.reduce((sum, terms) => sum + terms.length, 0)
      while (entries.ids.length < size + length) {
        entries = { terms: grown(entries.terms), ids: grown(entries.ids), counts: grown(entries.counts) }
      }
      const { terms: entryTerms, ids, counts } = entries
      for (const terms of parts) {
        for (let i = 0; i < terms.length; i++) {
          const term = terms[i] as number
          const entry = (latest[term] as number) - 1
          if (entry >= begin) {
            counts[entry] = (counts[entry] as number) + 1
            continue
          }
          entryTerms[size] = term
          ids[size] = id
          counts[size] = 1
          latest[term] = ++size
        }
      }
      lengths.push(length)
      termsAfter.push(table.size())
    },
    build() {
      const { features, termOf } = inOrder(table, termsAfter)
      const filed = byTerm({ ...entries, size }, termOf)
      return { features, ...sharedLists(filed), lengths: Uint32Array.from(lengths) }
    },
  }
}

/** Four times as large: memory that is never written to costs nothing, copies do. */
function grown(array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 4)
  larger.set(array)
  return larger
}

/** Sorts the features that each document added, so that the order of its words does not matter. */
function inOrder(table: FeatureTable, termsAfter: readonly number[]) {
  const features = table.features()
  let begin = 0
  for (const end of termsAfter) {
    features.subarray(begin, end).sort()
    begin = end
  }
  const termOf = new Uint32Array(features.length)
  features.forEach((feature, term) => {
    termOf[table.numberOf(feature)] = term
  })
  return { features, termOf }
}

interface Entries {
  readonly size: number
  /** numbers of the feature table */
  readonly terms: Uint32Array
  readonly ids: Uint32Array
  readonly counts: Uint32Array
}

interface Filed {
  /** entries of term t: `starts[t] … starts[t + 1]`, in the order of documents */
  readonly starts: Uint32Array
  readonly ids: Uint32Array
  readonly counts: Uint16Array
  /** per term, the hash of its entries: equal entries have equal hashes */
  readonly hashes: Int32Array
}

function byTerm(entries: Entries, termOf: Uint32Array): Filed {
  const { size, terms } = entries
  const starts = new Uint32Array(termOf.length + 1)
  for (let i = 0; i < size; i++) {
    const after = (termOf[terms[i] as number] as number) + 1
    starts[after] = (starts[after] as number) + 1
  }
  for (let term = 0; term < termOf.length; term++) {
    starts[term + 1] = (starts[term + 1] as number) + (starts[term] as number)
  }
  const next = starts.slice()
  const ids = new Uint32Array(size)
  const counts = new Uint16Array(size)
  const hashes = new Int32Array(termOf.length).fill(FNV_START)
  for (let i = 0; i < size; i++) {
    const term = termOf[terms[i] as number] as number
    const place = next[term] as number
    const id = entries.ids[i] as number
    const count = Math.min(MOST_COUNTED, entries.counts[i] as number)
    next[term] = place + 1
    ids[place] = id
    counts[place] = count
    hashes[term] = fnvStep(fnvStep(hashes[term] as number, id), count)
  }
  return { starts, ids, counts, hashes }
}

/** Keeps each distinct list once, at the position of its first term. */
function sharedLists({ starts, ids, counts, hashes }: Filed): Pick<Postings, 'lists' | 'starts' | 'ids' | 'counts'> {
  const lists = new Uint32Array(hashes.length)
  const kept: number[] = [0]
  const byHash = new Map<number, number[]>()
  const holds = (list: number, begin: number, end: number) => {
    const listBegin = kept[list] as number
    if ((kept[list + 1] as number) - listBegin !== end - begin) return false
    for (let i = begin, j = listBegin; i < end; i++, j++) {
      if (ids[i] !== ids[j] || counts[i] !== counts[j]) return false
    }
    return true
  }
  for (let term = 0; term < hashes.length; term++) {
    const [begin, end] = [starts[term] as number, starts[term + 1] as number]
    const alike = byHash.get(hashes[term] as number) ?? []
    const same = alike.find((list) => holds(list, begin, end))
    if (same !== undefined) {
      lists[term] = same
      continue
    }
    const list = kept.length - 1
    const at = kept[list] as number
    // Lists only move towards the front, over entries that are no longer needed.
    ids.copyWithin(at, begin, end)
    counts.copyWithin(at, begin, end)
    kept.push(at + end - begin)
    lists[term] = list
    byHash.set(hashes[term] as number, [...alike, list])
  }
  const size = kept.at(-1) ?? 0
  return { lists, starts: Uint32Array.from(kept), ids: ids.slice(0, size), counts: counts.slice(0, size) }
}
