import { describe, expect, it } from 'vitest'
import type { Passage } from '../../../knowledge/content/passage.js'
import { heldOutFolds } from '../../../training/ranker/held-out.js'

/** Pairs with these numbers of phrasings, and after them a sentence of each answer. */
function passagesOf(phrasings: readonly number[]): readonly Passage[] {
  const rows = phrasings.flatMap((count, pair) =>
    Array.from({ length: count }, (_, i): Passage => ({ pair, text: `${pair} ${i}`, part: 'phrasing' })),
  )
  return [...rows, ...phrasings.map((_, pair): Passage => ({ pair, text: `Answer ${pair}.`, part: 'answer' }))]
}

const repeated = (count: number, times: number) => Array.from({ length: times }, () => count)

describe.each([
  ['two phrasings a pair', repeated(2, 20)],
  ['some pairs with one', [1, 1, 6, 1, 2, 9, 1, 3]],
  ['one pair that has nearly all', [40, 1, 1, 1]],
  ['hundreds of pairs', repeated(4, 150)],
  ['thousands of phrasings', repeated(7, 900)],
])('the folds of %s', (_name, phrasings) => {
  const passages = passagesOf(phrasings)
  const folds = heldOutFolds(passages)

  it('leave every pair at least one phrasing', () => {
    for (const fold of folds) {
      const left = [...phrasings]
      for (const row of fold) left[passages[row]?.pair ?? 0] = (left[passages[row]?.pair ?? 0] ?? 0) - 1
      expect(Math.min(...left)).toBeGreaterThanOrEqual(1)
    }
  })

  it('hold out only phrasings, none twice, and at most 400', () => {
    const held = folds.flat()
    expect(held.filter((row) => passages[row]?.part !== 'phrasing')).toEqual([])
    expect(new Set(held).size).toBe(held.length)
    expect(held.length).toBeGreaterThan(0)
    expect(held.length).toBeLessThanOrEqual(400)
  })

  it('are the same every time, and not simply the first rows', () => {
    expect(heldOutFolds(passages)).toEqual(folds)
    const [first = []] = folds
    expect(first).not.toEqual([...first].sort((left, right) => left - right))
  })

  it('hold out at most a fifth of the phrasings each', () => {
    const all = phrasings.reduce((sum, count) => sum + count, 0)
    for (const fold of folds) expect(fold.length).toBeLessThanOrEqual(Math.ceil(all / 5))
  })
})

describe('held-out folds', () => {
  it('are empty when every pair has one phrasing, and without pairs', () => {
    expect(heldOutFolds(passagesOf(repeated(1, 50)))).toEqual([])
    expect(heldOutFolds([])).toEqual([])
  })

  it('hold out nearly the same phrasings after an edit', () => {
    const heldTexts = (phrasings: readonly number[]) => {
      const passages = passagesOf(phrasings)
      return heldOutFolds(passages).map((fold) => new Set(fold.map((row) => passages[row]?.text)))
    }
    const before = heldTexts(repeated(7, 200))
    // One more pair, which moves no row, and one more phrasing of the first pair, which moves all other rows.
    for (const edited of [repeated(7, 201), repeated(7, 200).with(0, 8)]) {
      heldTexts(edited).forEach((texts, fold) => {
        const kept = [...texts].filter((text) => before[fold]?.has(text))
        expect(kept.length / texts.size).toBeGreaterThan(0.95)
      })
    }
  })

  it('together hold out every possible phrasing when there are few', () => {
    expect(
      heldOutFolds(passagesOf(repeated(5, 10)))
        .flat()
        .sort(ascending),
    ).toEqual(Array.from({ length: 50 }, (_, row) => row))
  })
})

function ascending(left: number, right: number): number {
  return left - right
}
