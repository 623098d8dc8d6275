import damerauLevenshtein from 'damerau-levenshtein'
import { describe, expect, it } from 'vitest'
import { slipsBetween } from '../../../knowledge/text/slips.js'

/** Pairs of words of few letters, so that equal letters, swaps and every difference of lengths occur, the same in every run. */
function wordPairs(count: number): readonly (readonly [string, string])[] {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((seed / 2_147_483_648) * below)
  }
  const word = () => Array.from({ length: next(12) }, () => 'abcñ'.charAt(next(4))).join('')
  return Array.from({ length: count }, () => [word(), word()] as const)
}

describe('slips between two words', () => {
  it('are as many as the Damerau–Levenshtein package counts', () => {
    for (const [left, right] of wordPairs(5_000)) {
      expect([left, right, slipsBetween(left, right)]).toEqual([left, right, damerauLevenshtein(left, right).steps])
    }
  })

  it('are counted exactly up to a limit, and are more than it above', () => {
    for (const [left, right] of wordPairs(5_000)) {
      const slips = slipsBetween(left, right)
      for (const most of [0, 1, 2, 3]) {
        const counted = slipsBetween(left, right, most)
        expect([left, right, slips <= most ? counted : counted > most]).toEqual([
          left,
          right,
          slips <= most ? slips : true,
        ])
      }
    }
  })

  it('are counted in words longer than any before', () => {
    const long = 'abcdefghij'.repeat(40)
    expect(slipsBetween(long, `${long}x`)).toBe(1)
    expect(slipsBetween(`${long}x`, long.replace('ab', 'ba'))).toBe(2)
    expect(slipsBetween('casa', 'caas')).toBe(1)
  })
})
