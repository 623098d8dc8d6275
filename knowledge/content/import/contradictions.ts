import { samePhrasing } from '../../text/same-phrasing.js'
import { pairKey, type QnaPair } from '../qna-pair.js'

/** A pair with the line of its file on which it begins. */
export interface PlacedPair {
  /** counted from 1; null when unknown */
  readonly line: number | null
  /** whether the file names the pair's id; otherwise it was made of the question */
  readonly idFromFile: boolean
  readonly pair: QnaPair
}

/** A pair that is already in the workspace. */
export interface StandingPair {
  readonly pair: QnaPair
  /** name of the source it was imported from */
  readonly importedFrom: string
}

/** Two pairs that answer the same question differently on the same day: both from the file, or one standing and one from the file. */
export interface Contradiction {
  readonly phrasing: string
  readonly first: PlacedPair | StandingPair
  /** from the file */
  readonly second: PlacedPair
}

/** Contradictions among the pairs of a file, one per pair of pairs, in their order; probably unintended, but not an error. */
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
 * Contradictions between pairs of the file and pairs that stay, one per pair of pairs, in the order of the file.
 *
 * @param standing pairs that a pair of the file replaces are ignored
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

/** By language and phrasing: the pairs that answer it, one for each combination of answer and validity. */
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
  return a.id !== b.id && a.answer !== b.answer && holdAtOnce(a, b)
}

/** Whether there is a day on which both hold. */
export function holdAtOnce(a: QnaPair, b: QnaPair): boolean {
  return startsBefore(a, b) && startsBefore(b, a)
}

/** Whether the first becomes valid before the second has expired. */
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
