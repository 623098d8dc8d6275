import { samePhrasing } from '../../text/same-phrasing.js'
import { pairKey, type QnaPair } from '../qna-pair.js'

/** A pair and where in its file it begins. */
export interface PlacedPair {
  /** counted from 1; null when that is not known */
  readonly line: number | null
  readonly pair: QnaPair
}

/** A pair that is there already, beside those of the file. */
export interface StandingPair {
  readonly pair: QnaPair
  /** what the input that brought it is called */
  readonly importedFrom: string
}

/** Two pairs that answer the same question otherwise, on the same day: two of one file, or one that stood before it and one of it. */
export interface Contradiction {
  readonly phrasing: string
  readonly first: PlacedPair | StandingPair
  /** of the file */
  readonly second: PlacedPair
}

/** What the pairs answer in two ways, each pair of pairs once, in their order; probably not meant, and no error. */
export function contradictionsIn(placed: readonly PlacedPair[]): readonly Contradiction[] {
  const holders: Holders<PlacedPair> = new Map()
  return placed.flatMap((second) => {
    const found = new Map<PlacedPair, Contradiction>()
    for (const { phrasing, key } of phrasingsOf(second.pair)) {
      const first = contradicting(holders, key, second)
      if (first === undefined) hold(holders, key, second)
      else if (!found.has(first)) found.set(first, { phrasing, first, second })
    }
    return [...found.values()]
  })
}

/**
 * What pairs of the file answer otherwise than pairs that stay beside them, each pair of pairs once, in the order of the file.
 *
 * @param standing those that a pair of the file replaces do not count
 */
export function contradictionsWith(
  standing: readonly StandingPair[],
  placed: readonly PlacedPair[],
): readonly Contradiction[] {
  const replaced = new Set(placed.map(({ pair }) => pairKey(pair)))
  const holders: Holders<StandingPair> = new Map()
  for (const each of standing) {
    if (replaced.has(pairKey(each.pair))) continue
    for (const { key } of phrasingsOf(each.pair)) hold(holders, key, each)
  }
  return placed.flatMap((second) => {
    const found = new Map<StandingPair, Contradiction>()
    for (const { phrasing, key } of holders.size === 0 ? [] : phrasingsOf(second.pair)) {
      const first = contradicting(holders, key, second)
      if (first !== undefined && !found.has(first)) found.set(first, { phrasing, first, second })
    }
    return [...found.values()]
  })
}

interface Holder {
  readonly pair: QnaPair
}

/** By language and phrasing: pairs that answer it, of those with the same answer and the same days one. */
type Holders<H extends Holder> = Map<string, H[]>

function phrasingsOf({ language, question, alternateQuestions }: QnaPair) {
  return [question, ...alternateQuestions].map((phrasing) => ({
    phrasing,
    key: `${language} ${samePhrasing(phrasing)}`,
  }))
}

function contradicting<H extends Holder>(holders: Holders<H>, key: string, { pair }: Holder): H | undefined {
  return holders.get(key)?.find((each) => contradict(each.pair, pair))
}

function contradict(a: QnaPair, b: QnaPair): boolean {
  return a.id !== b.id && a.answer !== b.answer && startsBefore(a, b) && startsBefore(b, a)
}

/** Whether the one begins to hold before the other has ended. */
function startsBefore(a: QnaPair, b: QnaPair): boolean {
  return a.validFrom === null || b.validUntil === null || a.validFrom <= b.validUntil
}

function hold<H extends Holder>(holders: Holders<H>, key: string, one: H): void {
  const { answer, validFrom, validUntil } = one.pair
  const known = holders.get(key) ?? []
  const alike = known.some(
    ({ pair }) => pair.answer === answer && pair.validFrom === validFrom && pair.validUntil === validUntil,
  )
  if (alike) return
  known.push(one)
  holders.set(key, known)
}
