import { type Prompt, pairKey, type QnaPair } from './qna-pair.js'

/** A prompt whose target pair does not exist. */
export interface DanglingPrompt {
  readonly pair: QnaPair
  readonly prompt: Prompt
  /** position among the pair's prompts */
  readonly position: number
}

/**
 * Prompts whose target is neither in `pairs` nor in `known`, in the language of the pair that offers them.
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

/** Prompts whose target existed before a change and no longer exists. */
export function newlyDangling(before: readonly QnaPair[], after: readonly QnaPair[]): readonly DanglingPrompt[] {
  const keys = new Set(before.map(pairKey))
  return danglingPrompts(after).filter(({ pair, prompt }) =>
    keys.has(pairKey({ id: prompt.pairId, language: pair.language })),
  )
}
