import { type Prompt, pairKey, type QnaPair } from './qna-pair.js'

/** A prompt that leads nowhere. */
export interface DanglingPrompt {
  readonly pair: QnaPair
  readonly prompt: Prompt
  /** position among the pair's prompts */
  readonly position: number
}

/**
 * Prompts whose pair is neither among `pairs` nor among `known`, in the language of the pair that offers them.
 *
 * @param known keys as `pairKey` makes them
 */
export function danglingPrompts(
  pairs: readonly QnaPair[],
  known: ReadonlySet<string> = new Set(),
): readonly DanglingPrompt[] {
  const present = new Set(pairs.map(pairKey))
  return pairs.flatMap((pair) =>
    pair.prompts.flatMap((prompt, position) => {
      const key = pairKey({ id: prompt.pairId, language: pair.language })
      return present.has(key) || known.has(key) ? [] : [{ pair, prompt, position }]
    }),
  )
}

/** Prompts that led somewhere before a change and lead nowhere after it. */
export function newlyDangling(before: readonly QnaPair[], after: readonly QnaPair[]): readonly DanglingPrompt[] {
  const keys = new Set(before.map(pairKey))
  return danglingPrompts(after).filter(({ pair, prompt }) =>
    keys.has(pairKey({ id: prompt.pairId, language: pair.language })),
  )
}
