import { describe, expect, it } from 'vitest'
import { passagesOf } from '../../../knowledge/content/passage.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { type RankedPair, type RankInput, rank } from '../../../knowledge/search/rank.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import { seededRandom } from '../../support/seeded-vectors.js'
import { pairOf } from '../../support/snapshot.js'

/**
 * Pairs in one to three languages, scored at random, translations much alike.
 *
 * @param steps of a score: with few, many are equal and many are nothing
 */
function randomInput(random: () => number, steps: number): RankInput {
  const pairs = Array.from({ length: 60 }, (_, i) =>
    ['en', 'es', 'fr']
      .slice(0, 1 + Math.floor(random() * 3))
      .map((language) => pairOf({ id: `matter-${i}`, language, question: `What is ${i}?` })),
  ).flat()
  const matters = Array.from({ length: 60 }, random)
  const column = () =>
    Float32Array.from(pairs, ({ id }) => {
      const usual = matters[Number(id.slice('matter-'.length))] ?? 0
      return Math.floor((0.9 * usual + 0.1 * random()) * steps) / steps
    })
  const nothing = new Float32Array(pairs.length)
  const blocked = new Set(pairs.filter(() => random() < 0.2))
  return {
    pairs,
    passages: passagesOf(pairs),
    lexical: {
      phrasing: { letters: column(), stems: nothing, stemPairs: nothing },
      answer: { answerLetters: column(), answerStems: nothing, answerPairs: nothing },
      unseenShare: 0,
    },
    learned: null,
    neighbours: [],
    prototypeCosines: null,
    ranker: defaultRanker({ name: 'any' }),
    admits: (pair) => !blocked.has(pair),
    language: 'es',
  }
}

/** The plain way: every pair in a list of its own, the best translation of each kept, all sorted. */
function sortedByHand(input: RankInput, limit: number) {
  const { pairs, admits, language } = input
  const alone = (pair: QnaPair) => rank({ ...input, admits: (one) => one === pair }, 1)[0]
  const scored = pairs.filter(admits).flatMap((pair) => alone(pair) ?? [])
  const groups = new Map<string, RankedPair[]>()
  for (const one of scored) groups.set(one.pair.id, [...(groups.get(one.pair.id) ?? []), one])
  return [...groups.values()]
    .map((group) => {
      const best = group.reduce((left, right) => (right.score > left.score ? right : left))
      const shown = group.find(({ pair }) => pair.language === language) ?? best
      return { id: shown.pair.id, language: shown.pair.language, position: shown.position, score: best.score }
    })
    .sort((left, right) => right.score - left.score || left.position - right.position)
    .slice(0, limit)
}

describe('the first few pairs', () => {
  it('are the same as after sorting all pairs, whatever their translations score', () => {
    const random = seededRandom(21)
    for (let i = 0; i < 40; i++) {
      const input = randomInput(random, i % 2 === 0 ? 5 : 1_000)
      const first = rank(input, 10).map(({ pair: { id, language }, position, score }) => ({
        id,
        language,
        position,
        score,
      }))
      expect(first).toEqual(sortedByHand(input, 10))
    }
  })
})
