import type { QnaPair } from '../qna-pair.js'
import { samePhrasing } from '../same-phrasing.js'

/** A pair and where in its file it begins. */
export interface PlacedPair {
  /** counted from 1; null when that is not known */
  readonly line: number | null
  readonly pair: QnaPair
}

/** Two pairs of one file that answer the same question otherwise, on the same day. */
export interface Contradiction {
  readonly phrasing: string
  readonly first: PlacedPair
  readonly second: PlacedPair
}

/** What the pairs answer in two ways, each pair of pairs once, in their order; probably not meant, and no error. */
export function contradictionsIn(placed: readonly PlacedPair[]): readonly Contradiction[] {
  const holders = new Map<string, PlacedPair[]>()
  return placed.flatMap((second) => {
    const found = new Map<PlacedPair, Contradiction>()
    for (const phrasing of [second.pair.question, ...second.pair.alternateQuestions]) {
      const key = `${second.pair.language} ${samePhrasing(phrasing)}`
      const earlier = holders.get(key) ?? []
      const first = earlier.find((each) => contradict(each.pair, second.pair))
      if (first === undefined) holders.set(key, withOther(earlier, second))
      else if (!found.has(first)) found.set(first, { phrasing, first, second })
    }
    return [...found.values()]
  })
}

function contradict(a: QnaPair, b: QnaPair): boolean {
  return a.id !== b.id && a.answer !== b.answer && startsBefore(a, b) && startsBefore(b, a)
}

/** Whether the one begins to hold before the other has ended. */
function startsBefore(a: QnaPair, b: QnaPair): boolean {
  return a.validFrom === null || b.validUntil === null || a.validFrom <= b.validUntil
}

/** One more that answers the phrasing, unless one that does so in the same words and on the same days is there. */
function withOther(earlier: PlacedPair[], one: PlacedPair): PlacedPair[] {
  const { answer, validFrom, validUntil } = one.pair
  const known = earlier.some(
    ({ pair }) => pair.answer === answer && pair.validFrom === validFrom && pair.validUntil === validUntil,
  )
  if (!known) earlier.push(one)
  return earlier
}
