import { FNV_START, fnv1a, fnvStep, mix32 } from './hash32.js'

/**
 * The lexical features of a text. Three views with different weaknesses: stems survive inflection, pairs of stems keep words
 * together ("close company" against "company opening hours"), letters survive typing mistakes.
 *
 * A feature is a 32-bit hash: building an index of long answers from numbers is several times faster than from strings, and two
 * features share a number about once in four billion.
 */

/** Turns a text's words into features; the same feature may occur more than once. */
export type FeatureView = (words: readonly string[]) => readonly number[]

const STEM_CHARS = 5
const PAIR_WINDOW = 3
const SHORTEST_RUN = 3
const LONGEST_RUN = 5

/** The first five letters: a stemmer that needs no language and shortens "registrar", "registro", "registrada" alike. */
export function stem(word: string): string {
  return word.slice(0, STEM_CHARS)
}

export const stems: FeatureView = (words) => words.map(stemHash)

/** Unordered pairs of stems at most three words apart. */
export const stemPairs: FeatureView = (words) => {
  const all = words.map(stemHash)
  const pairs: number[] = []
  all.forEach((left, i) => {
    const end = Math.min(all.length, i + 1 + PAIR_WINDOW)
    for (let j = i + 1; j < end; j++) {
      const right = all[j] as number
      pairs.push(left < right ? mix32(Math.imul(left, 31) + right) : mix32(Math.imul(right, 31) + left))
    }
  })
  return pairs
}

/** Runs of three to five letters within each word. */
export const letters: FeatureView = (words) => letterRuns(words, SHORTEST_RUN, FNV_START)

/**
 * Runs of `shortest` to five letters within each word, including marks for its borders.
 *
 * @param from start value of each hash: a different start gives features distinct from another view's
 */
export function letterRuns(words: readonly string[], shortest: number, from: number): readonly number[] {
  const runs: number[] = []
  for (const word of words) {
    const bordered = `<${word}>`
    for (let start = 0; start < bordered.length; start++) {
      const end = Math.min(bordered.length, start + LONGEST_RUN)
      let hash = from
      for (let i = start; i < end; i++) {
        hash = fnvStep(hash, bordered.charCodeAt(i))
        if (i - start + 1 >= shortest) runs.push(mix32(hash))
      }
    }
  }
  return runs
}

/** The distinct features of a text, in order of first occurrence, so that sums are the same on every machine. */
export interface CountedFeatures {
  readonly features: readonly number[]
  /** how often each of them occurs */
  readonly counts: readonly number[]
}

/** Open addressing: position + 1 of the feature in each slot; all slots are free between two calls. */
let slots = new Uint32Array(1 << 10)

/** Not with a Map, which would allocate every number above 2³¹ on the heap, for about a hundred features of a question. */
export function countFeatures(all: readonly number[]): CountedFeatures {
  if (2 * all.length > slots.length) slots = new Uint32Array(2 ** Math.ceil(Math.log2(2 * all.length)))
  const mask = slots.length - 1
  const features: number[] = []
  const counts: number[] = []
  const taken: number[] = []
  for (const feature of all) {
    let slot = feature & mask
    let place = slots[slot] as number
    while (place !== 0 && features[place - 1] !== feature) {
      slot = (slot + 1) & mask
      place = slots[slot] as number
    }
    if (place !== 0) {
      counts[place - 1] = (counts[place - 1] as number) + 1
      continue
    }
    slots[slot] = features.push(feature)
    counts.push(1)
    taken.push(slot)
  }
  for (const slot of taken) slots[slot] = 0
  return { features, counts }
}

function stemHash(word: string): number {
  return mix32(fnv1a(word, 0, Math.min(word.length, STEM_CHARS)))
}
