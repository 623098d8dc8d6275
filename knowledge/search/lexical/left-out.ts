import { addImpacts, type Impacts } from './add-impacts.js'

/** A list of documents, and what the query in hand gives to it. */
export interface WeighedList {
  readonly start: number
  readonly end: number
  readonly weight: number
  /** the most that it adds to the score of a document */
  readonly most: number
}

/** What was left out of the scores of one query. */
export interface LeftOut {
  /** what a score lacks at most; 0 where nothing was left out */
  readonly most: number
  /** Adds what the scores of the documents `from … to` lack; twice would be too much. */
  add(from: number, to: number, into: Float32Array): void
}

/**
 * A share of a perfect match. Of the entries that a question meets among 100,000 phrasings it leaves out more than nine in ten, half as
 * much leaves half as many again to walk; some dozen pairs have to be looked at once more.
 */
const MOST_LEFT_OUT = 0.1
/** Lists with fewer entries are quickly walked. */
export const LONG_LIST = 512

/**
 * Adds the long lists that tell documents apart, and leaves out those that tell least, as long as no score lacks much by it: letter
 * runs that half of all texts have take most of the time, and only matter between scores that lie close together.
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

/** Where in the ascending `ids[start … end)` the first one stands that is not less. */
function firstAtLeast(ids: Uint32Array, start: number, end: number, least: number): number {
  let [low, high] = [start, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ids[middle] as number) < least) low = middle + 1
    else high = middle
  }
  return low
}
