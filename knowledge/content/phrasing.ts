import type { QnaPair } from './qna-pair.js'

/** One question or alternate question of a pair: what is embedded and indexed. */
export interface Phrasing {
  /** position of the pair in the version */
  readonly pair: number
  readonly text: string
}

/** Every phrasing of every pair, in order: a pair's question first, then its alternate questions. Row i of a version's vectors is phrasing i. */
export function phrasingsOf(pairs: readonly QnaPair[]): readonly Phrasing[] {
  return pairs.flatMap((pair, position) =>
    [pair.question, ...pair.alternateQuestions].map((text) => ({ pair: position, text })),
  )
}
