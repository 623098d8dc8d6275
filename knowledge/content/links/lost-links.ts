import { pairKey, type QnaPair } from '../qna-pair.js'
import { mendLinks } from './mend-links.js'

/** A pair whose answer holds links that citizens do not see. */
export interface LostLinks {
  /** its `pairKey` */
  readonly pair: string
  /** as they were written */
  readonly links: readonly string[]
}

/** Pairs with links that lead nowhere, in their order. @param base where relative addresses begin; null = nowhere */
export function lostLinks(pairs: readonly QnaPair[], base: string | null): readonly LostLinks[] {
  return pairs.flatMap((pair) => {
    const links = mendLinks(pair.answer, base).lost
    return links.length === 0 ? [] : [{ pair: pairKey(pair), links }]
  })
}
