import type { Passage } from '../../knowledge/content/passage.js'
import { fnv1a, mix32 } from '../../knowledge/text/hash32.js'

/** Share of the phrasings that one fold holds out, and the maximum over all folds. */
const FOLD_SHARE = 0.2
const MOST_HELD_OUT = 400
const MOST_FOLDS = 5

/**
 * Phrasings to ask a version as citizens would: per fold, the rows that are held out together. Every pair keeps at least one
 * phrasing in each fold, and no phrasing is held out twice.
 *
 * @param passages all phrasings first, then the sentences of answers
 * @returns the same folds for the same passages; empty when no pair has more than one phrasing
 */
export function heldOutFolds(passages: readonly Passage[]): readonly (readonly number[])[] {
  const rows = passages.flatMap(({ part }, row) => (part === 'phrasing' ? [row] : []))
  const order = shuffled(rows, passages)
  const perFold = Math.min(MOST_HELD_OUT, Math.ceil(rows.length * FOLD_SHARE))
  const folds = Math.min(MOST_FOLDS, Math.max(1, Math.floor(MOST_HELD_OUT / perFold)))
  const taken = new Set<number>()
  const all: number[][] = []
  for (let fold = 0; fold < folds; fold++) {
    const left = new Map<number, number>()
    for (const row of rows) {
      const pair = passages[row]?.pair ?? 0
      left.set(pair, (left.get(pair) ?? 0) + 1)
    }
    const held: number[] = []
    for (const row of order) {
      if (held.length >= perFold) break
      const pair = passages[row]?.pair ?? 0
      const others = (left.get(pair) ?? 0) - 1
      if (taken.has(row) || others < 1) continue
      left.set(pair, others)
      taken.add(row)
      held.push(row)
    }
    if (held.length > 0) all.push(held)
  }
  return all
}

/** Ordered by a hash of the text, so that a version with a few edits holds out the same phrasings as its parent. */
function shuffled(rows: readonly number[], passages: readonly Passage[]): readonly number[] {
  return rows
    .map((row) => ({ row, place: mix32(fnv1a(passages[row]?.text ?? '')) }))
    .sort((left, right) => left.place - right.place || left.row - right.row)
    .map(({ row }) => row)
}
