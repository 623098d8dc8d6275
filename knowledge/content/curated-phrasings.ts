import { samePhrasing } from '../text/same-phrasing.js'
import { pairKey, type QnaPair } from './qna-pair.js'
import { approvedPair, type StoredPair } from './stored-pair.js'

/** A phrasing that curation added to a pair; `pair` is its `pairKey`. */
export interface CuratedPhrasing {
  readonly pair: string
  readonly phrasing: string
}

/** Curated phrasings that a change removed: their pair is gone, or already holds as many phrasings as allowed. */
export function lostPhrasings(before: readonly StoredPair[], after: readonly StoredPair[]): readonly CuratedPhrasing[] {
  const held = new Map(after.map((stored) => [pairKey(stored.pair), new Set(phrasingsOf(approvedPair(stored)))]))
  return curated(before, ({ pair }, phrasing) => held.get(pairKey(pair))?.has(phrasing) !== true)
}

/** Curated phrasings of pairs whose question was replaced by another: they may no longer fit. */
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
