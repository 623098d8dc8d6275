import { samePhrasing } from '../text/same-phrasing.js'
import { pairKey, type QnaPair } from './qna-pair.js'
import { approvedPair, type StoredPair } from './stored-pair.js'

/** A phrasing that curation added to a pair, named as `pairKey` does. */
export interface CuratedPhrasing {
  readonly pair: string
  readonly phrasing: string
}

/** What curation had added and no pair has any more: its pair is gone, or holds as many phrasings as a pair may. */
export function lostPhrasings(before: readonly StoredPair[], after: readonly StoredPair[]): readonly CuratedPhrasing[] {
  const held = new Map(after.map((stored) => [pairKey(stored.pair), new Set(phrasingsOf(approvedPair(stored)))]))
  return curated(before, ({ pair }, phrasing) => held.get(pairKey(pair))?.has(phrasing) !== true)
}

/** What curation had added to pairs that ask something else now: perhaps it does not ask that. */
export function strayedPhrasings(
  before: readonly StoredPair[],
  after: readonly StoredPair[],
): readonly CuratedPhrasing[] {
  const now = new Map(after.map((stored) => [pairKey(stored.pair), stored.pair]))
  return curated(before, ({ pair }) => {
    const other = now.get(pairKey(pair))
    return other !== undefined && !asksTheSame(pair, other)
  })
}

/** Whether two pairs have a phrasing in common. */
export function asksTheSame(one: QnaPair, other: QnaPair): boolean {
  const known = new Set(phrasingsOf(one).map(samePhrasing))
  return phrasingsOf(other).some((phrasing) => known.has(samePhrasing(phrasing)))
}

function curated(
  stored: readonly StoredPair[],
  matters: (stored: StoredPair, phrasing: string) => boolean,
): readonly CuratedPhrasing[] {
  return stored.flatMap((one) =>
    one.phrasings
      .filter((phrasing) => matters(one, phrasing))
      .map((phrasing) => ({ pair: pairKey(one.pair), phrasing })),
  )
}

function phrasingsOf({ question, alternateQuestions }: QnaPair): readonly string[] {
  return [question, ...alternateQuestions]
}
