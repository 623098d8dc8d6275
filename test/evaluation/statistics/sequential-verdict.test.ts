import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../evaluation/statistics/random.js'
import {
  type ArmCount,
  DEFAULT_SEQUENTIAL_LIMITS,
  sequentialVerdict,
} from '../../../evaluation/statistics/sequential-verdict.js'

/** Runs both arms turn by turn until a verdict falls; `null` when none falls in 2,000 turns. */
function run(badShare: number, challengerBadShare: number, seed: number): string | null {
  const random = seededRandom(seed)
  let champion: ArmCount = { turns: 0, bad: 0 }
  let challenger: ArmCount = { turns: 0, bad: 0 }
  for (let turn = 0; turn < 2_000; turn++) {
    champion = { turns: champion.turns + 1, bad: champion.bad + Number(random() < badShare) }
    challenger = { turns: challenger.turns + 1, bad: challenger.bad + Number(random() < challengerBadShare) }
    const verdict = sequentialVerdict(champion, challenger, DEFAULT_SEQUENTIAL_LIMITS)
    if (verdict !== 'go on') return verdict
  }
  return null
}

const seeds = Array.from({ length: 100 }, (_, seed) => seed)

describe('the sequential test', () => {
  it('gives no verdict on a handful of turns', () => {
    expect(sequentialVerdict({ turns: 5, bad: 0 }, { turns: 5, bad: 5 }, DEFAULT_SEQUENTIAL_LIMITS)).toBe('go on')
  })

  it('retreats from a challenger that is clearly worse', () => {
    const retreats = seeds.filter((seed) => run(0.2, 0.4, seed) === 'retreat').length
    expect(retreats).toBeGreaterThanOrEqual(90)
  })

  it('seldom retreats from an equally good one', () => {
    const retreats = seeds.filter((seed) => run(0.2, 0.2, seed) === 'retreat').length
    expect(retreats).toBeLessThanOrEqual(10)
  })

  it.each([
    [0.2, 0.3],
    [0.05, 0.15],
    [0.5, 0.6],
  ])('seldom keeps one that is worse by what matters (%d → %d)', (usual, worse) => {
    const kept = seeds.filter((seed) => run(usual, worse, seed) === 'keep').length
    expect(kept).toBeLessThanOrEqual(10)
  })

  it('keeps an equally good one in the end', () => {
    expect(seeds.filter((seed) => run(0.2, 0.2, seed) === 'keep').length).toBeGreaterThanOrEqual(90)
  })
})
