import { describe, expect, it } from 'vitest'
import { passagesOf } from '../../../knowledge/content/passage.js'
import type { QnaPair } from '../../../knowledge/content/qna-pair.js'
import { buildLexicalIndex } from '../../../knowledge/search/lexical/lexical-index.js'
import { buildSparseIndex } from '../../../knowledge/search/lexical/sparse-index.js'
import { type RankInput, rank } from '../../../knowledge/search/rank.js'
import { defaultRanker } from '../../../knowledge/search/ranker/default-ranker.js'
import { countFeatures } from '../../../knowledge/text/features.js'
import { words } from '../../../knowledge/text/normalise.js'
import { seededRandom } from '../../support/seeded-vectors.js'
import { pairOf } from '../../support/snapshot.js'

const random = seededRandom(31)
const drawn = <T>(all: readonly T[], skew = 1): T => all[Math.floor(random() ** skew * all.length)] as T

/** Numbers as features: small ones stand in most documents, great ones in few. */
const features = (most: number) => Array.from({ length: 1 + random() * most }, () => Math.floor(400 * random() ** 4))

describe.each(['cosine', 'bm25'] as const)('a %s index that leaves long lists out', (weighting) => {
  const index = buildSparseIndex(
    Array.from({ length: 3_000 }, () => features(30)),
    weighting,
  )

  it('lacks no more than stated, and nothing once it is completed', () => {
    const [exact, most] = [new Float32Array(index.size), new Float32Array(index.size)]
    let lacked = 0
    for (let i = 0; i < 30; i++) {
      const query = countFeatures(features(20))
      index.score(query, exact)
      const leftOut = index.scoreMost(query, most)
      for (const [id, score] of exact.entries()) {
        const lacks = score - (most[id] ?? 0)
        expect(lacks).toBeGreaterThan(-1e-6)
        expect(lacks).toBeLessThan(leftOut.most + 1e-6)
        lacked = Math.max(lacked, lacks)
      }
      for (let from = 0; from < index.size; from += 7) leftOut.add(from, Math.min(from + 7, index.size), most)
      for (const [id, score] of exact.entries()) expect(most[id]).toBeCloseTo(score, 5)
    }
    expect(lacked).toBeGreaterThan(0.01)
  })
})

describe('ranking by scores that lack something', () => {
  const acts = ['renew', 'cancel', 'pay', 'change', 'transfer', 'certify', 'renewal', 'appeal', 'request', 'register']
  const things = ['taxi licence', 'works permit', 'trade mark', 'bank guarantee', 'water concession', 'energy label']
  const trades = ['bakery', 'pharmacy', 'printer', 'farm', 'clinic', 'cellar', 'ironmonger', 'school', 'garage']
  const matter = () =>
    `${drawn(acts, 2)} the ${drawn(things)} of a ${drawn(trades, 2)} in district ${drawn(acts).length}`
  const pairs: readonly QnaPair[] = Array.from({ length: 900 }, (_, i) => {
    const asked = `How do I ${matter()}?`
    return ['en', 'es'].slice(0, 1 + (i % 2)).map((language) =>
      pairOf({
        id: `matter-${i}`,
        language,
        question: language === 'en' ? asked : `¿Cómo puedo ${matter()}?`,
        alternateQuestions: [`About how to ${matter()}`],
        answer: `You can ${matter()} at the counter.`,
      }),
    )
  }).flat()
  const passages = passagesOf(pairs)

  const inputOf = (lexical: RankInput['lexical'], admits: RankInput['admits'], language: string): RankInput => {
    const ranker = defaultRanker({ name: 'any' })
    const unlearned = { learned: null, neighbours: [], prototypeCosines: null }
    return { pairs, passages, lexical, ...unlearned, ranker, admits, language }
  }
  const ranking = (input: RankInput) =>
    rank(input, 10).map(({ position, phrasing, score, contributions }) => {
      const sum = Object.values(contributions).reduce((total, one) => total + one, 0)
      expect(sum).toBeCloseTo(score, 9)
      return { position, phrasing, score: score.toFixed(5) }
    })

  it('gives the same pairs in the same order as exact scores, with any filter', async () => {
    const exact = await buildLexicalIndex(pairs)
    const most = await buildLexicalIndex(pairs)
    let lacking = 0
    for (let i = 0; i < 60; i++) {
      const questionWords = words(i % 3 === 0 ? `the ${drawn(trades)}` : `I want to ${matter()} now`)
      const lexical = most.scoreMost(questionWords)
      lacking += lexical.lacking?.most.letters ?? 0
      // The same scores, completed for some pairs already, are asked again for others.
      for (const [share, language] of [
        [1, 'en'],
        [0.3, 'es'],
        [0.01, 'en'],
        [0, 'en'],
      ] as const) {
        const shown = new Set(pairs.filter(() => random() < share))
        const admits = (pair: QnaPair) => shown.has(pair)
        const expected = ranking(inputOf(exact.score(questionWords), admits, language))
        expect(ranking(inputOf(lexical, admits, language))).toEqual(expected)
      }
    }
    expect(lacking).toBeGreaterThan(0.5)
  })
})
