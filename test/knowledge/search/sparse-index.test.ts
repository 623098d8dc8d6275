import { describe, expect, it } from 'vitest'
import { buildSparseIndex } from '../../../knowledge/search/sparse-index.js'

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
  index.score(query.map(feature), into)
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

it('a cosine index gives an identical text one', () => {
  expect(scores('cosine', ['close', 'company'])[1]).toBeCloseTo(1, 5)
})
