import { describe, expect, it } from 'vitest'
import { buildSparseIndex } from '../../../knowledge/search/lexical/sparse-index.js'
import { countFeatures, letters, stems } from '../../../knowledge/text/features.js'
import { plainScores } from '../../support/plain-sparse-index.js'
import { seededRandom } from '../../support/seeded-vectors.js'

/** Any number will do for a word. */
const numbers = new Map<string, number>()
function feature(word: string): number {
  const known = numbers.get(word) ?? numbers.size + 4_000_000_000
  numbers.set(word, known)
  return known
}

const documents = [
  ['register', 'company', 'fee'],
  ['close', 'company'],
  ['opening', 'hours', 'hours'],
]

function scores(weighting: 'cosine' | 'bm25', query: readonly string[]): readonly number[] {
  const index = buildSparseIndex(
    documents.map((words) => words.map(feature)),
    weighting,
  )
  const into = new Float32Array(index.size)
  index.score(countFeatures(query.map(feature)), into)
  return [...into]
}

describe.each(['cosine', 'bm25'] as const)('a %s index', (weighting) => {
  it('puts the document that shares the rare word first', () => {
    const [register = 0, close = 0, opening = 0] = scores(weighting, ['close', 'company'])
    expect(close).toBeGreaterThan(register)
    expect(register).toBeGreaterThan(0)
    expect(opening).toBe(0)
  })

  it('scores between nothing and one', () => {
    for (const query of [['company'], ['hours', 'hours', 'hours'], ['unknown', 'company']]) {
      for (const score of scores(weighting, query)) {
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1.0001)
      }
    }
  })

  it('scores a query that knows more of its words higher', () => {
    const [, known = 0] = scores(weighting, ['close', 'company'])
    const [, half = 0] = scores(weighting, ['close', 'spaceship'])
    expect(known).toBeGreaterThan(half)
  })

  it('scores an empty query as nothing', () => {
    expect(scores(weighting, [])).toEqual([0, 0, 0])
  })
})

describe.each(['cosine', 'bm25'] as const)('a %s index of random texts', (weighting) => {
  it.each([
    ['letters', letters],
    ['stems', stems],
  ] as const)('scores their %s as if every feature had its own list', (_name, view) => {
    const random = seededRandom(11)
    const syllables = ['ta', 'sa', 'em', 'pre', 'gis', 'tro', 'ofi', 'ci', 'na', 'pa', 'go', 'no']
    const word = () =>
      Array.from({ length: 1 + random() * 3 }, () => syllables[Math.floor(random() ** 2 * 12)]).join('')
    const text = (most: number) => view(Array.from({ length: 1 + random() * most }, word))
    const documents = Array.from({ length: 300 }, () => text(12))
    const index = buildSparseIndex(documents, weighting)
    const into = new Float32Array(index.size)
    for (let i = 0; i < 60; i++) {
      const query = text(8)
      index.score(countFeatures(query), into)
      const plain = plainScores(documents, weighting, query)
      for (const [id, score] of into.entries()) expect(score).toBeCloseTo(plain[id] ?? 0, 6)
    }
  })
})

it('a cosine index gives an identical text one', () => {
  expect(scores('cosine', ['close', 'company'])[1]).toBeCloseTo(1, 5)
})

describe('features counted', () => {
  it('are told in the order in which they first occur, however many there are', () => {
    const random = seededRandom(5)
    for (const length of [0, 1, 7, 600, 5_000, 40]) {
      const features = Array.from({ length }, () => 4_294_967_295 - Math.floor(random() ** 2 * length) * 1_024)
      const plain = new Map<number, number>()
      for (const one of features) plain.set(one, (plain.get(one) ?? 0) + 1)
      expect(countFeatures(features)).toEqual({ features: [...plain.keys()], counts: [...plain.values()] })
    }
  })
})
