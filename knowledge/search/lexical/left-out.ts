import { addImpacts, type Impacts } from './add-impacts.js'

/** A list of documents, with its weight in the current query. */
export interface WeighedList {
  readonly start: number
  readonly end: number
  readonly weight: number
  /** the most that it adds to the score of a document */
  readonly most: number
}

/** The part that was left out of the scores of one query. */
export interface LeftOut {
  /** the most that a score lacks; 0 where nothing was left out */
  readonly most: number
  /** Adds what the scores of the documents `from … to` lack; call it only once per document. */
  add(from: number, to: number, into: Float32Array): void
}

/**
 * A share of a perfect match. Among 100,000 phrasings, it leaves out more than nine in ten of a question's entries; half the value
 * leaves half as many entries again to add. A few dozen pairs then have to be completed.
 */
const MOST_LEFT_OUT = 0.1
/** Shorter lists are always added: they take little time. */
export const LONG_LIST = 512

/**
 * Adds the long lists that discriminate between documents, and leaves out those that do so least, as long as no score lacks much:
 * letter runs that half of all texts have take most of the time, and matter only between scores that are close.
 *
 * @see Turtle & Flood, Query Evaluation: Strategies and Optimizations, 1995 (max-score)
 */
export function addMost(entries: Impacts, lists: readonly WeighedList[], into: Float32Array): LeftOut {
  const left = new Set<WeighedList>()
  let most = 0
  for (const list of lists.toSorted(leastPerEntry)) {
    if (most + list.most > MOST_LEFT_OUT) break
    most += list.most
    left.add(list)
  }
  for (const list of lists) if (!left.has(list)) addImpacts(entries, list.start, list.end, list.weight, into)
  return {
    most,
    add(from, to, sums) {
      for (const { start, end, weight } of left) {
        const first = firstAtLeast(entries.ids, start, end, from)
        let last = first
        while (last < end && (entries.ids[last] as number) < to) last++
        addImpacts(entries, first, last, weight, sums)
      }
    },
  }
}

function leastPerEntry(left: WeighedList, right: WeighedList): number {
  return left.most / (left.end - left.start) - right.most / (right.end - right.start)
}

/** Position of the first of the ascending `ids[start … end)` that is at least `least`. */
function firstAtLeast(ids: Uint32Array, start: number, end: number, least: number): number {
  let [low, high] = [start, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ids[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}
