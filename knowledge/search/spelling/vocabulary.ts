import { byCodeUnit } from '../../text/by-code-unit.js'
/** The different words of all texts, most frequent first; words that are equally frequent in alphabetical order. */
export type Vocabulary = readonly string[]

/** @param counts how often each word occurs */
export function vocabularyOf(counts: ReadonlyMap<string, number>): Vocabulary {
  const byCountThenAlphabet = ([left, leftCount]: Counted, [right, rightCount]: Counted) =>
    rightCount - leftCount || byCodeUnit(left, right)
  return [...counts].sort(byCountThenAlphabet).map(([word]) => word)
}

type Counted = readonly [word: string, count: number]
